/** So long a call stands in the journal unless the configuration says otherwise (`journal.days`). */
export const JOURNAL_DAYS = 90;
