/** One row of Asterisk's Cdr: one dial, not one call. Times are epoch ms. */
export interface CallRecord {
  readonly destinationChannel: string;
  readonly lastApplication: string;
  readonly lastData: string;
  /** Where the call was sent last. */
  exten: string;
  context: string;
  readonly startedAt: number;
  answeredAt?: number;
  endedAt?: number;
  disposition: 'ANSWERED' | 'NO ANSWER' | 'BUSY' | 'FAILED';
}
