/** A text as one word of a command line that somebody may copy: as it is where a shell sees nothing in it, else quoted. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
