import { startOffice, type Office } from '../office/office';
import { DEMO_LINES, DEMO_USERS, ECHO_EXTENSION } from './demo-account';

/** Every phone of the demo has it. */
export const DEMO_PHONE_PASSWORD = 'demo-phone-password';
export const DEMO_AMI = { user: 'linia', secret: 'demo-ami-secret' } as const;

/** The office with a phone for everybody in the demo account who has one. */
export function openOffice(): Promise<Office> {
  const phones = DEMO_USERS.flatMap(({ name, extension, device }) =>
    extension && device !== 'none' ? [{ extension, name, device, password: DEMO_PHONE_PASSWORD }] : [],
  );
  return startOffice({
    sipPort: 0,
    amiPort: 0,
    amiUser: DEMO_AMI.user,
    amiSecret: DEMO_AMI.secret,
    extensions: phones,
    echo: ECHO_EXTENSION,
    keepsCustomersMs: 30_000,
    lines: [
      { number: DEMO_LINES.anna, ring: ['101'], timeoutSec: 15 },
      { number: DEMO_LINES.timur, ring: ['102'], timeoutSec: 15 },
      { number: DEMO_LINES.igor, ring: ['201'], timeoutSec: 15 },
      { number: DEMO_LINES.sales, ring: ['101', '102'], timeoutSec: 15 },
      { number: DEMO_LINES.support, ring: ['101', '102'], timeoutSec: 60, queue: 'support' },
    ],
  });
}
