const done =
  /\b(?:done|complete[ds]?|finished|implemented|fixed|resolved|ready|works?|working|passe[sd]?|passing|succeed(?:s|ed)|successful(?:ly)?|committed|pushed|added|updated|removed|renamed|moved|refactored|wired|replaced)\b|[✅✓✔]|完成|已修复|完了|しました|terminé|fertig|erledigt|listo|hecho|готово|pronto|concluíd/iu;
const open =
  /\?\s*$|\b(?:still (?:fails?|failing|broken)|not (?:yet )?(?:done|finished|complete|working|fixed)|(?:could|was) not (?:finish|complete|fix|verify)|couldn't|unable to|(?:let me|i['’]ll|i will|next,? i|now i)\b[^.]{0,80}$)/iu;
const longestSentence = 160;

/**
 * Whether what an agent says last claims that the work is done: a statement of completion that neither asks nor
 * announces a next step nor admits that something is open.
 * @returns the sentence that claims it, clipped, or null
 */
export function claimsDone(text: string): string | null {
  const tail = text.trim().slice(-400);
  if (open.test(tail)) return null;
  for (const sentence of text.slice(0, 4000).split(/(?<=[.!。])\s+|\n+/)) {
    const clean = sentence.replace(/[*_`#>|]+/g, '').trim();
    if (clean.length > 2 && done.test(clean)) return clean.slice(0, longestSentence);
  }
  return null;
}
