import { createListPane, type ListFactory } from './list-pane';

/** The value of the AMD file `dial.js`. */
const factory: ListFactory = createListPane;

export default factory;
