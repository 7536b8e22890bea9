import { createResultDesk, type ResultFactory } from './result-desk';

/** The value of the AMD file `result.js`. */
const factory: ResultFactory = createResultDesk;

export default factory;
