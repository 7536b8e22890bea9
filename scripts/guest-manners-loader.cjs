const AT_IMPORT =
  /const withEventListeners = typeof addEventListener === "function" &&\s*typeof removeEventListener === "function";/;

/**
 * engine.io-client listens on `window` from the moment it is loaded and for ever; a guest on amoCRM's page must leave
 * nothing behind. The widget watches the network itself (`watchNetwork` in desk.ts) and takes its listeners back.
 */
module.exports = (source) => {
  if (!AT_IMPORT.test(source))
    throw new Error('engine.io-client has changed: look where it now listens on `window`.');
  return source.replace(AT_IMPORT, 'const withEventListeners = false;');
};
