import { browserClock } from '../host/browser-clock';
import { SipSoftphone } from './sip-softphone';
import type { SoftphoneFactory } from './softphone';

/** The value of the AMD file `softphone.js`. */
const createSoftphone: SoftphoneFactory = (report) => new SipSoftphone(browserClock, report);

export default createSoftphone;
