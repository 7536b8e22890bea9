/** One thing that was tried. `note`: no fault, and worth knowing. */
export interface Finding {
  readonly place: string;
  readonly kind: 'well' | 'note' | 'wrong';
  readonly words: string;
}

export const well = (place: string, words: string): Finding => ({ place, kind: 'well', words });
export const wrong = (place: string, words: string): Finding => ({ place, kind: 'wrong', words });
