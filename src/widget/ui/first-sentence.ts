/** What a text begins with and can be known by: up to its first full stop or colon. */
export const firstSentence = (text: string): string => text.replace(/[.:;](\s[\s\S]*)?$/, '');
