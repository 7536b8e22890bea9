/** What the host's own libraries leave behind when a widget asks for them by name: not the widget's doing. */
const LEFT_BY: Readonly<Record<string, readonly string[]>> = {
  pubsub: ['window.PubSub'],
  chartjs: ['window.Color', 'window.Chart'],
  enquire: ['window.enquire'],
  jplayer: ['jQuery.jPlayer', 'jQuery.fn.jPlayer'],
  rangeslider: ['jQuery.fn.rangeslider'],
  fullcalendar: ['jQuery.fullCalendar', 'jQuery.fn.fullCalendar'],
  FileAPI: ['window.FileAPI', 'window.dataURLtoBlob', 'jQuery.fn.dnd', 'jQuery.fn.offdnd'],
  'browser-detect': [
    'window.core',
    'window.__core-js_shared__',
    'Function.prototype.toString',
    'String.prototype.trim',
  ],
};

export const isLibraryTrace = (name: string): boolean =>
  Object.entries(LEFT_BY).some(([module, names]) => names.includes(name) && requirejs.specified(module));
