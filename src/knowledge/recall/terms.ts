import { stemmer } from './stemmer.ts';
import { stopWords } from './stop-words.ts';

/**
 * How a term was found: a `word` of prose, a whole identifier (`id`: `use_memo`, `src_api_server_ts`), or a `part` of one.
 * Identifiers are lower case with `_` between their parts, so they never collide with stems.
 */
export type TermClass = 'word' | 'id' | 'part';

export interface Term {
  readonly term: string;
  readonly class: TermClass;
  /** As it stands in the text. */
  readonly text: string;
  /** Position of the chunk in the text, to see which terms stand together. */
  readonly at: number;
}

/** No text is read further than this: a pasted plan or log of megabytes costs no more than a page. */
export const maxTextLength = 20_000;
const maxChunkLength = 200;

/** Patterns for plain ASCII. */
const ascii = {
  chunk: /[A-Za-z0-9_$@%#~][A-Za-z0-9_$@%#~./\\:+'-]*/g,
  word: /^[A-Za-z]+('[a-z]{1,3})?$/,
  lowerUpper: /([a-z]|\d)([A-Z])/g,
  upperUpper: /(?<![A-Z])([A-Z]+)([A-Z][a-z])/g,
  part: /[A-Za-z0-9]+/g,
  innerCapital: /[a-z][A-Z]/,
};
/** A word in lower case, with a capital or in capitals: what most of a text is, and told by one look. */
const plainWord = /^(?:[A-Z]?[a-z]+|[A-Z]+)$/;
let everyScript: typeof ascii | null = null;

/** The same for letters of all scripts: only made where they are needed, for that takes a hook longer than using them. */
function madeForEveryScript(): typeof ascii {
  return {
    chunk: /[\p{L}\p{N}_$@%#~][\p{L}\p{N}_$@%#~./\\:+'’-]*/gu,
    word: /^[\p{L}]+(['’][a-z]{1,3})?$/u,
    lowerUpper: /(\p{Ll}|\d)(\p{Lu})/gu,
    upperUpper: /(?<!\p{Lu})(\p{Lu}+)(\p{Lu}\p{Ll})/gu,
    part: /[\p{L}\p{N}]+/gu,
    innerCapital: /\p{Ll}\p{Lu}/u,
  };
}
const patternsFor = (text: string) => (isAscii(text) ? ascii : (everyScript ??= madeForEveryScript()));

/** Whether patterns for plain ASCII will do. */
export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

const urlPattern = /\b[a-z][a-z0-9+.-]{1,12}:\/\/[^\s"'`<>)\]]{1,400}/gi;
const hashPattern = /^(?=[0-9a-fA-F-]*\d)[0-9a-fA-F-]{7,}$/;

/**
 * Splits a text into terms: prose words are stemmed, identifiers, paths and file names are kept whole and split into parts
 * (camel case, snake case, dots, slashes). Numbers of one or two digits, hashes and addresses say nothing and are left out.
 */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  const short = text.slice(0, maxTextLength);
  const clean = short.includes('://') ? short.replace(urlPattern, ' ') : short;
  let at = 0;
  const patterns = patternsFor(clean);
  for (const match of clean.matchAll(patterns.chunk)) {
    const plain = plainWord.test(match[0]);
    const chunk = plain ? match[0] : trimChunk(match[0]);
    if (!chunk || chunk.length > maxChunkLength) continue;
    at += 1;
    if (plain) addWord(terms, chunk, 'word', at, chunk);
    else if (patterns.word.test(chunk) && !patterns.innerCapital.test(chunk))
      addWord(terms, chunk.replace(/['’].*$/u, ''), 'word', at, chunk);
    else addIdentifier(terms, chunk, at);
  }
  return terms;
}

/** Lower case, parts joined by `_`: the form in which identifiers and paths are compared. */
export function identifierKey(text: string): string {
  return partsOf(text)
    .map((part) => part.toLowerCase())
    .join('_');
}

/** Stem of a prose word, or '' for one that says nothing. */
export function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= mostStems) stems.clear();
  const stem = makeStem(word);
  stems.set(word, stem);
  return stem;
}

/** Worked out once a word: texts say the same few thousand again and again. */
const stems = new Map<string, string>();
const mostStems = 20_000;

function makeStem(word: string): string {
  const lower = word.toLowerCase();
  if (lower.length < 2 || stopWords.has(lower)) return '';
  // Porter writes `deploy` as `deploi` and `deployment` as `deploy`.
  const stem = stemmer(lower);
  return stem.endsWith('i') ? `${stem.slice(0, -1)}y` : stem;
}

function addWord(terms: Term[], word: string, kind: TermClass, at: number, text: string): void {
  const term = stemOf(word);
  if (term) terms.push({ term, class: kind, text, at });
}

function addIdentifier(terms: Term[], chunk: string, at: number): void {
  if (chunk.length >= 7 && hashPattern.test(chunk)) return;
  const parts = partsOf(chunk);
  if (parts.length === 0) return;
  if (parts.length > 1) {
    terms.push({ term: parts.map((part) => part.toLowerCase()).join('_'), class: 'id', text: chunk, at });
    const base = chunk.slice(Math.max(chunk.lastIndexOf('/'), chunk.lastIndexOf('\\')) + 1);
    if (base !== chunk && base.length > 2) {
      const key = identifierKey(base);
      if (key.includes('_')) terms.push({ term: key, class: 'id', text: chunk, at });
    }
  }
  for (const part of parts) {
    if (/^\d+$/u.test(part)) {
      if (part.length === 3 || part.length === 4) terms.push({ term: part, class: 'part', text: chunk, at });
    } else addWord(terms, part, parts.length > 1 ? 'part' : 'word', at, chunk);
  }
}

function partsOf(text: string): string[] {
  const patterns = patternsFor(text);
  if (patterns === ascii && text === text.toLowerCase()) return text.match(patterns.part) ?? [];
  const { lowerUpper, upperUpper, part } = patterns;
  return text.replace(lowerUpper, '$1 $2').replace(upperUpper, '$1 $2').match(part) ?? [];
}

/** Each pattern only where its sign is there: to make one takes a hook longer than to use it. */
function trimChunk(chunk: string): string {
  let out = chunk;
  if ('@#%~$'.includes(out.charAt(0))) out = out.replace(/^[@#%~$]+/u, '');
  if (marks.includes(out.charAt(out.length - 1))) out = out.replace(/(?<![.:,'’/\\+$@%#~-])[.:,'’/\\+$@%#~-]+$/u, '');
  return out.includes(':') ? out.replace(/(?<!:\d+)(:\d+)+$/u, '') : out;
}

/** What may end a chunk and is no part of it. */
const marks = ".:,'’/\\+$@%#~-";
