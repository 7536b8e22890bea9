const { basename } = require('node:path');

/**
 * A guest on amoCRM's page leaves nothing behind, makes no code from strings and says nothing on the console.
 *
 * engine.io-client listens on `window` from the moment it is loaded and for ever. The widget watches the network itself
 * (`watchNetwork` in desk.ts) and takes its listeners back; requests that are open when the page goes are ended by the
 * browser. Its way to the global object is `Function` where there is neither `self` nor `window`: no browser.
 *
 * SIP.js writes its log to the console unless told otherwise, as our softphone does; its MD5 tests itself at import.
 */
const MANNERS = {
  'socket.js': [
    /const withEventListeners = typeof addEventListener === "function" &&\s*typeof removeEventListener === "function";/,
    'const withEventListeners = false;',
  ],
  'polling-xhr.js': [/addEventListener\(terminationEvent, unloadHandler, false\);/, ''],
  'globals.js': [/Function\("return this"\)\(\)/, 'globalThis'],
  'logger-factory.js': [/console\.(?:error|warn|log)\(content\);/g, 'console.debug(content);'],
  'md5.js': [/if \(Md5\.hashStr\('hello'\) !== '\w+'\) \{\s*console\.error\('[^']+'\);\s*\}/, ''],
};

module.exports = function guestManners(source) {
  const [pattern, replacement] = MANNERS[basename(this.resourcePath)];
  if (source.search(pattern) < 0)
    throw new Error(`${this.resourcePath} has changed: look at what it now does to the page.`);
  return source.replace(pattern, replacement);
};
