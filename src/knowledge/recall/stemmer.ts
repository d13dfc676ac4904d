/**
 * The stem of a lower-case English word by Porter's algorithm (1980, with the author's later `bli` and `logi`). Without patterns: a hook
 * takes longer to make two dozen of them than to stem the words of a prompt.
 */
export function stemmer(word: string): string {
  if (word.length < 3) return word;
  // A `y` at the beginning is a consonant: as a capital it is no vowel below.
  const spoken = word.startsWith('y');
  let stem = withoutPlural(spoken ? `Y${word.slice(1)}` : word);
  stem = withoutPast(stem);
  if (stem.length > 1 && stem.endsWith('y') && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = exchanged(exchanged(stem, doubleEndings), halfEndings);
  stem = withoutEnding(stem);
  if (stem.length > 1 && stem.endsWith('e')) {
    const rest = stem.slice(0, -1);
    const size = measure(rest);
    if (size > 1 || (size === 1 && !isShort(rest))) stem = rest;
  }
  if (stem.endsWith('ll') && measure(stem) > 1) stem = stem.slice(0, -1);
  return spoken ? `y${stem.slice(1)}` : stem;
}

const isVowel = (letter: string) => 'aeiou'.includes(letter);
const isVowelOrY = (letter: string) => 'aeiouy'.includes(letter);

/** How many times vowels are followed by consonants. */
function measure(stem: string): number {
  const end = stem.length;
  let size = 0;
  let at = 0;
  if (at < end && !isVowel(stem.charAt(at))) at = afterConsonants(stem, at);
  while (at < end) {
    at++;
    while (at < end && isVowel(stem.charAt(at))) at++;
    if (at === end) break;
    size++;
    at = afterConsonants(stem, at);
  }
  return size;
}

/** A `y` begins a row of consonants, but does not go on with it. */
function afterConsonants(stem: string, from: number): number {
  let at = from + 1;
  while (at < stem.length && !isVowelOrY(stem.charAt(at))) at++;
  return at;
}

function hasVowel(stem: string): boolean {
  for (let at = 0; at < stem.length; at++) if (isVowelOrY(stem.charAt(at))) return true;
  return false;
}

/** Consonants, one vowel and a consonant that is not silent: the `hop` of `hoping`. */
function isShort(stem: string): boolean {
  const last = stem.length - 1;
  return (
    last > 1 &&
    !isVowel(stem.charAt(0)) &&
    afterConsonants(stem, 0) === last - 1 &&
    !'aeiouwxy'.includes(stem.charAt(last))
  );
}

function withoutPlural(word: string): string {
  if ((word.length > 4 && word.endsWith('sses')) || (word.length > 3 && word.endsWith('ies'))) return word.slice(0, -2);
  return word.length > 2 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.length > 3 && word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const ending = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0;
  const stem = word.slice(0, word.length - ending);
  if (ending === 0 || !hasVowel(stem)) return word;
  if (stem.endsWith('at') || stem.endsWith('bl') || stem.endsWith('iz')) return `${stem}e`;
  const last = stem.charAt(stem.length - 1);
  if (stem.length > 1 && last === stem.charAt(stem.length - 2) && !'aeiouylsz'.includes(last)) return stem.slice(0, -1);
  return isShort(stem) ? `${stem}e` : stem;
}

/** Endings by their last letter, the longest first, each with what stands for it afterwards. */
type Endings = Readonly<Record<string, readonly (readonly [ending: string, instead: string])[]>>;

const doubleEndings: Endings = {
  i: [
    ['biliti', 'ble'],
    ['entli', 'ent'],
    ['ousli', 'ous'],
    ['aliti', 'al'],
    ['iviti', 'ive'],
    ['enci', 'ence'],
    ['anci', 'ance'],
    ['alli', 'al'],
    ['logi', 'log'],
    ['bli', 'ble'],
    ['eli', 'e'],
  ],
  l: [
    ['ational', 'ate'],
    ['tional', 'tion'],
  ],
  m: [['alism', 'al']],
  n: [
    ['ization', 'ize'],
    ['ation', 'ate'],
  ],
  r: [
    ['izer', 'ize'],
    ['ator', 'ate'],
  ],
  s: [
    ['iveness', 'ive'],
    ['fulness', 'ful'],
    ['ousness', 'ous'],
  ],
};

const halfEndings: Endings = {
  e: [
    ['icate', 'ic'],
    ['ative', ''],
    ['alize', 'al'],
  ],
  i: [['iciti', 'ic']],
  l: [
    ['ical', 'ic'],
    ['ful', ''],
  ],
  s: [['ness', '']],
};

const lastEndings: Endings = {
  c: [['ic', '']],
  e: [
    ['ance', ''],
    ['ence', ''],
    ['able', ''],
    ['ible', ''],
    ['ate', ''],
    ['ive', ''],
    ['ize', ''],
  ],
  i: [['iti', '']],
  l: [['al', '']],
  m: [['ism', '']],
  r: [['er', '']],
  s: [['ous', '']],
  t: [
    ['ement', ''],
    ['ment', ''],
    ['ant', ''],
    ['ent', ''],
  ],
  u: [['ou', '']],
};

/** The longest ending of a word that has something before it. */
function endingOf(word: string, endings: Endings): readonly [ending: string, instead: string] | undefined {
  return endings[word.charAt(word.length - 1)]?.find(
    ([ending]) => word.length > ending.length && word.endsWith(ending),
  );
}

function exchanged(word: string, endings: Endings): string {
  const found = endingOf(word, endings);
  if (found === undefined) return word;
  const stem = word.slice(0, -found[0].length);
  return measure(stem) > 0 ? stem + found[1] : word;
}

function withoutEnding(word: string): string {
  const found = endingOf(word, lastEndings)?.[0] ?? (word.endsWith('sion') || word.endsWith('tion') ? 'ion' : '');
  const stem = word.slice(0, word.length - found.length);
  return found !== '' && measure(stem) > 1 ? stem : word;
}
