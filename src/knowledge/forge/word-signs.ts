/** Longest text looked at, in UTF-16 units; sentences are far shorter. */
const longest = 1024;
/** A text's units, copied at once: asking a string for each takes longer. */
const units = new Uint16Array(longest);
const bytes = Buffer.from(units.buffer);

/** For a text that is not looked at: it may hold anything. */
export const everySign = -1;

/** Set where a comma, full stop, colon or semicolon stands behind a blank. */
export const strayMark = 1 << 30;

/** What a unit is: 1 to 26 a letter, 27 another part of a word, 0 anything else. */
const kinds = new Uint8Array(128);
for (let letter = 1; letter <= 26; letter++) kinds[64 + letter] = kinds[96 + letter] = letter;
for (const unit of '0123456789_') kinds[unit.charCodeAt(0)] = 27;

/** Places a state has in the table: one for each kind, rounded up. */
const width = 32;
/** Inside a word of which nothing more can be told. */
const elsewhere = 1;

/**
 * Makes what tells in one pass which words a text holds, so that a pattern that needs one of them is tried only where it stands: the
 * sentences of a session are many, and most hold none of a pattern's words.
 * @param groups of beginnings of words in small letters, a blank between two; `use$` is the whole word. The first group is bit 1, the next 2, …
 * @returns for a text the bits of the groups of which a word stands in it, and {@link strayMark}
 */
export function wordSigns(groups: readonly string[]): (text: string) => number {
  const next: number[] = [];
  const begun: number[] = [];
  const whole: number[] = [];
  const addState = () => {
    for (let kind = 0; kind < width; kind++) next.push(elsewhere);
    begun.push(0);
    return whole.push(0) - 1;
  };
  const start = addState();
  addState();
  for (const [group, words] of groups.entries()) {
    for (const word of words.split(' ')) {
      let state = start;
      for (const letter of word.replace('$', '')) {
        const at = width * state + letter.charCodeAt(0) - 96;
        if (next[at] === elsewhere) next[at] = addState();
        state = next[at] ?? elsewhere;
      }
      const told = word.endsWith('$') ? whole : begun;
      told[state] = (told[state] ?? 0) | (1 << group);
    }
  }
  const table = Uint16Array.from(next);
  const atState = Int32Array.from(begun);
  const atEnd = Int32Array.from(whole);
  return (text) => {
    if (text.length > longest) return everySign;
    bytes.write(text, 'utf16le');
    const end = text.length;
    let signs = 0;
    let state = start;
    let before = 32;
    for (let at = 0; at < end; at++) {
      const unit = units[at] as number;
      const kind = unit < 128 ? (kinds[unit] as number) : 0;
      if (kind !== 0) {
        state = table[width * state + kind] as number;
        signs |= atState[state] as number;
      } else {
        signs |= atEnd[state] as number;
        state = start;
        if ((unit === 44 || unit === 46 || unit === 58 || unit === 59) && (before <= 32 || before >= 127))
          signs |= strayMark;
      }
      before = unit;
    }
    return signs | (atEnd[state] as number);
  };
}
