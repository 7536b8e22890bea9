import { createPhoneSetup, type SetupFactory } from './phone-setup';

/** The value of the AMD file `phone-setup.js`. */
const factory: SetupFactory = createPhoneSetup;

export default factory;
