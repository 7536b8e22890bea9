import { createPhonePanel, type PanelFactory } from './phone-panel';

/** The value of the AMD file `panel.js`. */
const factory: PanelFactory = createPhonePanel;

export default factory;
