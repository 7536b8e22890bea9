import { startOffice, type Office } from '../../../../dev/office/office';

/** What customers see when agents call. */
export const MAIN_LINE = '5550100';
export const LINE_101 = '5550101';
export const LINE_102 = '5550102';
export const GROUP = '5550700';
export const QUEUE = '5550200';
export const LINE_201 = '5550201';
export const AMI_SECRET = 'ami-secret';

const phone = (extension: string, name: string, device: 'browser' | 'desk' = 'browser') => ({
  extension,
  name,
  password: `pass${extension}`,
  device,
});

export function officeForTest(
  changes: {
    readonly rtpTimeoutMs?: number;
    readonly ringSec?: number;
    readonly keepsCustomersMs?: number;
  } = {},
): Promise<Office> {
  const { ringSec = 15, ...rest } = changes;
  return startOffice({
    sipPort: 0,
    amiPort: 0,
    amiUser: 'crm',
    amiSecret: AMI_SECRET,
    extensions: [
      phone('101', 'Agent One'),
      phone('102', 'Agent Two'),
      phone('103', 'Agent Three'),
      phone('201', 'Desk Phone', 'desk'),
    ],
    lines: [
      { number: MAIN_LINE, ring: ['103'], timeoutSec: ringSec },
      { number: LINE_101, ring: ['101'], timeoutSec: ringSec },
      { number: LINE_102, ring: ['102'], timeoutSec: ringSec },
      { number: QUEUE, ring: ['101', '102'], timeoutSec: 2 * ringSec, queue: 'support' },
      { number: GROUP, ring: ['101', '102'], timeoutSec: ringSec },
      { number: LINE_201, ring: ['201'], timeoutSec: ringSec },
    ],
    ...rest,
  });
}
