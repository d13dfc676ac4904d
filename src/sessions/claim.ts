/** Words of an ending, in the languages that people most often work in. */
const ended =
  /\b(?:done|complete[d]?|finished|implemented|fixed|resolved|committed|pushed|merged|ready|successful|succeeded|works now|working now|all (?:\w+ ){0,3}(?:pass(?:ed|ing)?|green|clean)|no (?:errors|issues|failures)(?: left| remain)?)\b|[✅✓✔]|完成|已修复|完了|しました|terminé|corrigé|fertig|erledigt|behoben|listo|hecho|corregido|готово|исправлено|pronto|concluído|corrigido/iu;
/** A list of what was done says so with each item's first word. */
const changed =
  /^(?:[-*•\d.)\s]*)(?:added|updated|removed|renamed|moved|refactored|replaced|created|changed|extended|split|wired)\b/i;
const announced =
  /^(?:let me|let's|i['’]ll|i will|i['’]m going to|now i|next,? |first,? |i need to|i should|to do this)\b/i;
const open =
  /\?\s*$|\b(?:still (?:fails?|failing|broken)|not (?:yet )?(?:done|finished|complete|working|fixed)|(?:could|was) not (?:finish|complete|fix|verify)|couldn't|unable to|(?:let me|i['’]ll|i will|next,? i|now i)\b[^.]{0,80}$)/iu;
const longestSentence = 160;

/**
 * Whether what an agent says last claims that the work is done: a statement of completion that neither asks nor
 * announces a next step nor admits that something is open.
 * @returns the sentence that claims it, clipped, or null
 */
export function claimsDone(text: string): string | null {
  // An offer in a paragraph of its own ("Want me to push?") takes nothing back.
  const paragraphs = text
    .slice(0, 20_000)
    .trim()
    .split(/\n\s*\n/);
  if (/\?\s*$/.test(paragraphs.at(-1) ?? '')) paragraphs.pop();
  const told = paragraphs.join('\n');
  if (open.test(told.slice(-400))) return null;
  const sentences = told
    .slice(0, 4000)
    .split(/(?<=[.!。])\s+|\n+/)
    .map((sentence) => sentence.replace(/[*_`#>|]+/g, '').trim())
    .filter((sentence) => sentence.length > 2 && !announced.test(sentence));
  const claim =
    sentences.find((sentence) => ended.test(sentence)) ?? sentences.find((sentence) => changed.test(sentence));
  return claim?.slice(0, longestSentence) ?? null;
}
