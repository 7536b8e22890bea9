import { beginTabs, type TabsFactory } from './tabs-desk';

/** The value of the AMD file `tabs.js`. */
const factory: TabsFactory = beginTabs;

export default factory;
