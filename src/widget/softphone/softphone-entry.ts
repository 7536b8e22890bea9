import type { SoftphoneFile } from '../channel/phone-command';
import { browserClock } from '../host/browser-clock';
import { carryOutByPhone } from './carry-out-by-phone';
import { SipSoftphone } from './sip-softphone';

/** The value of the AMD file `softphone.js`. */
const softphoneFile: SoftphoneFile = {
  open: (report) => new SipSoftphone(browserClock, report),
  carryOut: carryOutByPhone,
};

export default softphoneFile;
