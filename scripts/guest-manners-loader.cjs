const { basename } = require('node:path');

/**
 * engine.io-client listens on `window` from the moment it is loaded and for ever; a guest on amoCRM's page must leave
 * nothing behind. The widget watches the network itself (`watchNetwork` in desk.ts) and takes its listeners back;
 * requests that are open when the page goes are ended by the browser.
 */
const AT_IMPORT = {
  'socket.js': [
    /const withEventListeners = typeof addEventListener === "function" &&\s*typeof removeEventListener === "function";/,
    'const withEventListeners = false;',
  ],
  'polling-xhr.js': [/addEventListener\(terminationEvent, unloadHandler, false\);/, ''],
};

module.exports = function guestManners(source) {
  const [pattern, replacement] = AT_IMPORT[basename(this.resourcePath)];
  if (!pattern.test(source))
    throw new Error('engine.io-client has changed: look where it now listens on `window`.');
  return source.replace(pattern, replacement);
};
