import type { AmiFrame } from '../../../src/gateway/pbx/asterisk/ami-frame';

export const frame = (fields: Readonly<Record<string, string>>): AmiFrame =>
  new Map(Object.entries(fields).map(([key, value]) => [key, [value]]));

/** What Asterisk tells of a page of extension 101 that has registered or is gone. */
export const contact = (page: string, status: 'NonQualified' | 'Removed'): AmiFrame =>
  frame({
    Event: 'ContactStatus',
    URI: `sip:${page}@127.0.0.1:50418;transport=ws`,
    ContactStatus: status,
    AOR: '101',
    EndpointName: '101',
  });
