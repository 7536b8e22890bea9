/** Where the stand-in's own panels are: at the lower right, out of the way of everything amoCRM draws. */
export function dock(): JQuery {
  const $dock = $('.dock');
  if ($dock.length > 0) return $dock;
  $('body').addClass('has-dock');
  return $('<div class="dock"></div>').appendTo('body');
}
