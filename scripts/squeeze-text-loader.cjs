const { transformSync } = require('esbuild');

/** Templates and styles go into the bundle as text: without the white space and comments that only people need. */
module.exports = function squeezeText(source) {
  if (this.resourcePath.endsWith('.css')) return transformSync(source, { loader: 'css', minify: true }).code;
  return source
    .replace(/\{#[\s\S]*?#\}/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
};
