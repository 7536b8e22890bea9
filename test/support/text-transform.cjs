// Templates and styles enter the bundle as text (webpack `asset/source`); in jest likewise.
module.exports = {
  process: (source) => ({ code: `module.exports = ${JSON.stringify(source)};` }),
};
