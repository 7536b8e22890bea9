import { openSettingsForm, type SettingsFactory } from './settings-form';

/** The value of the AMD file `settings.js`. */
const factory: SettingsFactory = openSettingsForm;

export default factory;
