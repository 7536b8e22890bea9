/** Thrown where the stand-in plays a server that breaks the connection instead of answering. */
export class BrokenOff extends Error {
  constructor() {
    super('The connection is broken on demand');
  }
}
