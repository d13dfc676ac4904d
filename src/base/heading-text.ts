/** What a heading of a document says, without the marks that may close it. */
export const headingText = (text: string): string =>
  text
    .trim()
    .replace(/(?<!#)#+$/, '')
    .trimEnd();
