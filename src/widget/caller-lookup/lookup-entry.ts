import { createCallerLookup } from './caller-lookup';
import type { LookupFactory } from './lookup-door';

/** The value of the AMD file `lookup.js`. */
const factory: LookupFactory = createCallerLookup;

export default factory;
