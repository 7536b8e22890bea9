/**
 * Templates go into the bundle as text: without the white space and comments that only people need. Between tags, also
 * across `{% %}`, white space draws nothing: the page drops it.
 */
module.exports = (source) =>
  source
    .replace(/\{#[\s\S]*?#\}/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/(?<=>)(?: |\{%[^%]*%\})+(?=<)/g, (between) => between.replace(/^ | (?=\{%)|(?<=%\}) | $/g, ''))
    .trim();
