import type { SoftphoneFile } from '../channel/phone-command';
import { browserClock } from '../host/browser-clock';
import { seenTab } from '../host/seen-tab';
import { carryOutByPhone } from './carry-out-by-phone';
import { endByPhone } from './end-by-phone';
import { ownTurn } from './own-turn';
import { SipSoftphone } from './sip-softphone';

/** The value of the AMD file `softphone.js`. */
const softphoneFile: SoftphoneFile = {
  turn: (inherited, awaited) => ownTurn(inherited, awaited, seenTab),
  open: (report) => new SipSoftphone(browserClock, report),
  carryOut: carryOutByPhone,
  end: endByPhone,
};

export default softphoneFile;
