/** What the group of a pattern holds where it first matches. */
export const firstMatch = (text: string, pattern: RegExp): string | null => pattern.exec(text)?.[1] ?? null;
