/** Templates go into the bundle as text: without the white space and comments that only people need. */
module.exports = (source) =>
  source
    .replace(/\{#[\s\S]*?#\}/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
