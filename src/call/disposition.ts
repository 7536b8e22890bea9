/**
 * How a call ended, told from channel events (`docs/decisions`): `answered` = somebody talked with the other side;
 * `missed` = an inbound call nobody talked to; the rest concern calls that we made; `wrong-number` = the network knows no such number.
 */
export type Disposition =
  'answered' | 'missed' | 'busy' | 'no-answer' | 'cancelled' | 'unreachable' | 'wrong-number';
