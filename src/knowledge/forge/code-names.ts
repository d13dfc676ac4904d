/**
 * Names that belong to code: paths, files, commands in backticks, identifiers, flags, error codes. They are what tells one
 * lesson from another and what a later prompt, error or file has in common with it.
 */

/** Longest text searched, and longest name. */
const longestText = 4000;
const longestName = 80;

/** Looked up once: the kinds of strings are so many that looking it up on each would take longer than the reading. */
const unitAt = String.prototype.charCodeAt;

/**
 * The code names of a text, each once, in the order in which they appear; at most `limit`. One pass over the characters:
 * this runs on every sentence of a session.
 */
export function codeNames(text: string, limit = 40): string[] {
  const found: string[] = [];
  const end = Math.min(text.length, longestText);
  for (let at = 0; at < end && found.length < limit; ) {
    const code = unitAt.call(text, at);
    if (code === 32 || code === 10 || code === 9) {
      at++;
    } else if (code === 96) {
      const close = text.indexOf('`', at + 1);
      const inside = close < 0 || close - at > longestName + 1 ? '' : text.slice(at + 1, close).trim();
      if (inside.length > 1 && /[A-Za-z]/.test(inside) && !inside.includes('\n') && !found.includes(inside))
        found.push(inside);
      at = close < 0 || close - at > longestName + 1 ? at + 1 : close + 1;
    } else {
      let stop = at + 1;
      let odd = isLetter(code) ? 0 : 1;
      while (stop < end) {
        const next = unitAt.call(text, stop);
        if (next < 97 || next > 122) {
          if (next === 32 || next === 10 || next === 9 || next === 96) break;
          odd++;
        }
        stop++;
      }
      // Plain words have at most a full stop or comma at their end.
      const last = unitAt.call(text, stop - 1);
      if (odd > 1 || (odd === 1 && last >= 97 && last <= 122)) {
        const name = codeWord(text, at, stop);
        if (name !== null && !found.includes(name)) found.push(name);
      }
      at = stop;
    }
  }
  return found;
}

const notCode = new Set(
  'e.g i.e etc and/or vs n/a w/o i/o ci/cd true/false yes/no pass/fail on/off before/after input/output read/write and/then he/she his/her github javascript typescript powershell openai macos ios ipad youtube linkedin gitlab devops'.split(
    ' ',
  ),
);

/** The word between two places of a text, without the punctuation around it, if it looks like code. */
function codeWord(text: string, from: number, to: number): string | null {
  let start = from;
  let end = to;
  while (start < end && isOpening(unitAt.call(text, start))) start++;
  while (end > start && isClosing(text, start, end)) end--;
  const length = end - start;
  if (length < 3 || length > longestName) return null;
  let letters = 0;
  let digits = 0;
  let uppers = 0;
  let sign = false;
  let previous = 0;
  for (let i = start; i < end; i++) {
    const c = unitAt.call(text, i);
    const upper = c >= 65 && c <= 90;
    const lower = c >= 97 && c <= 122;
    if (upper || lower) {
      letters++;
      if (upper) {
        uppers++;
        // camelCase
        if (previous >= 97 && previous <= 122) sign = true;
      }
    } else if (c >= 48 && c <= 57) digits++;
    else if (i > start && i < end - 1) {
      // _ / \ joined on both sides; . : and > of dotted names
      const next = unitAt.call(text, i + 1);
      if (c === 95 || c === 47 || c === 92) sign ||= isWord(previous) || isWord(next);
      else if (c === 46) sign ||= isLetter(previous) && isLetter(next);
      else if (c === 58) sign ||= next === 58 || (previous >= 48 && isWord(next) && digits === 0);
      else if (c === 40 && next === 41) sign = true;
    } else if (i === start && (c === 45 || c === 36 || c === 64 || c === 46))
      sign ||= isLetter(unitAt.call(text, i + 1)) || unitAt.call(text, i + 1) === 45;
    previous = c;
  }
  if (letters === 0) return null;
  // Codes of errors and rules: TS2339, E404, SC-1234
  if (!sign && !(uppers === letters && letters <= 6 && digits >= 3)) return null;
  const name = text.slice(start, end);
  return notCode.has(name.toLowerCase()) ? null : name;
}

function isOpening(code: number): boolean {
  // " ' ( [ { < * and typographic quotes
  return (
    code === 34 ||
    code === 39 ||
    code === 40 ||
    code === 91 ||
    code === 123 ||
    code === 60 ||
    code === 42 ||
    code >= 0x2010
  );
}

function isClosing(text: string, start: number, end: number): boolean {
  const code = unitAt.call(text, end - 1);
  if (code === 41) return !(unitAt.call(text, end - 2) === 40 && end - 2 > start);
  // . , : ; ! ? " ' ] } > *
  return (
    code === 46 ||
    code === 44 ||
    code === 58 ||
    code === 59 ||
    code === 33 ||
    code === 63 ||
    code === 34 ||
    code === 39 ||
    code === 93 ||
    code === 125 ||
    code === 62 ||
    code === 42 ||
    code >= 0x2010
  );
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isWord(code: number): boolean {
  return isLetter(code) || (code >= 48 && code <= 57);
}

/** Parts of code names by which two texts are compared: lower case, split at anything that is no letter or digit, 3 or more long. */
export function nameParts(names: Iterable<string>): Set<string> {
  const parts = new Set<string>();
  for (const name of names) for (const part of partsOf(name)) parts.add(part);
  return parts;
}

const known = new Map<string, readonly string[]>();

/** The parts of one name, worked out once: a session speaks of the same few hundred names again and again. */
function partsOf(name: string): readonly string[] {
  const made = known.get(name);
  if (made !== undefined) return made;
  if (known.size > 5000) known.clear();
  const parts: string[] = [];
  const whole = name.toLowerCase().replace(/^[`'"(]+|(?<![`'"()])[`'"()]+$/g, '');
  if (whole.length > 2) parts.push(whole);
  const last = whole.split(/[\\/]/).pop() ?? whole;
  if (last.length > 2) parts.push(last);
  for (const part of name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/))
    if (part.length > 3) parts.push(part);
  known.set(name, parts);
  return parts;
}

const generic = new Set(
  (
    'test tests testing spec specs file files path paths json yaml yml toml config index main src lib app type types error errors fail failed failure string number boolean object array value values name names list item items ' +
    'true false null undefined none unknown code line lines command commands script scripts build lint check checks format package packages module modules import imports export exports function functions method class const node_modules ' +
    'https http www com org github home users user local data text body run running result results output input call calls use used update updated set get new old add added not found required expected received component components page pages docs doc md ts tsx js jsx go py rs'
  ).split(' '),
);

/** Name parts that tell something apart: without the words that every code base shares. */
export function tellingParts(names: Iterable<string>): Set<string> {
  const parts = nameParts(names);
  for (const part of parts) if (generic.has(part)) parts.delete(part);
  return parts;
}

/** Whether a name looks like a path of a file or a folder. */
export function looksLikePath(name: string): boolean {
  return /^[\w@.~*-]+(?:[\\/][\w@.~* -]+)+$/.test(name) || /^[\w.-]+\.[a-z][a-z0-9]{0,4}$/.test(name);
}
