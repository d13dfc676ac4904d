import { codeNames, tellingParts } from './code-names.ts';

const common = new Set(
  (
    'please should would could there their about which where these those other others using update change changes instead really before after again think because currently actually something anything ' +
    'everything still needs without always never must need have been with from that this them they then than when what will just only also into over more most some such like make made does done dont ' +
    'want wants keep kept used user agent file files code test tests line lines function functions same each every both first last next here your mine ours rather decided prefer avoid longer step steps ' +
    'repository project work works working right wrong good better best sure know seems looks shows shown thing things going already since until unless while repo repos show look time today right part parts current currently ' +
    'main create created creating support possible different folder folders number issue issues value values data'
  ).split(' '),
);

/** Stems of the words that tell what a text is about: parts of its code names, and its longer words. */
export function salientOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const part of tellingParts(codeNames(text, 20))) found.add(stem(part));
  for (const word of text.match(/[A-Za-z][A-Za-z0-9]{3,}/g) ?? [])
    if (!common.has(word.toLowerCase())) found.add(stem(word.toLowerCase()));
  return found;
}

/** How many of the stems a text shares. */
export function sharedStems(stems: ReadonlySet<string>, text: string): number {
  let shared = 0;
  for (const one of salientOf(text)) if (stems.has(one)) shared++;
  return shared;
}

/** Six letters tell a word from another and let "designed" be "design". */
function stem(word: string): string {
  return word.length <= 5
    ? word.replace(/(?:es|s|ed)$/, (tail) => (word.length - tail.length >= 3 ? '' : tail))
    : word.slice(0, 6);
}
