import type { LearningKind } from '../../schema/learning.ts';

/** Words that every project shares. A statement made of these alone says nothing about this one. */
const general = new Set(
  (
    'always never must should make sure ensure be sure remember please try want need important careful carefully care attention pay mindful aware thorough thoroughly diligent ' +
    'good better best great nice clean cleaner proper properly correct correctly right well bad wrong simple simply easy clear clearly readable maintainable robust solid quality high low ' +
    'practice practices standard standards convention conventions principle principles guideline guidelines approach way ways thing things stuff issue issues problem problems detail details case cases edge ' +
    'code codes coding codebase program programs programming software project projects repository repo work working works task tasks job file files folder function functions method methods class classes variable variables name names naming meaningful descriptive ' +
    'test tests testing tested check checks checking verify verified double review reviews reviewing debug debugging bug bugs error errors failure failures fail fails exception handle handling handled fix fixes fixed change changes changed changing update updates edit edits ' +
    'write writes writing written read reads reading run runs running add adds adding use uses using used keep build builds commit commits committing push pushing deploy merge document documentation comment comments docs understand understanding think thinking plan planning follow following start starting finish finished done ask implement implementing implementation ' +
    'first before after when while often regularly frequently early later next time times new old small large big different many more most less existing mistake mistakes dumb such step steps result results output input value values data user users people team agent agents session ' +
    'do does not don t no so that this it its is are was were and or but the a an of to in on for with without from by as at into than then there all any each every both one two some if you your we our us they them he she i me my can could will would may might have has had been being also only just very too much up out about over again ' +
    'root cause causes identified found resolved solved completed complete successfully properly now somewhat actually really quite rather probably maybe perhaps certainly definitely basically generally usually sometimes often never-mind looks seems appears module modules system systems component components part parts'
  ).split(/\s+/),
);

/** Something that can be looked up: a code span, a path, a flag, an identifier, a setting, a number with its unit, a quoted text. */
const concrete =
  /`[^`\n]{2,}`|(?:^|[\s("'])(?:\.{0,2}\/)?[\w@.-]+\/[\w@.*-]+|(?:^|\s)--?[a-z][\w-]+|\b[a-z]+[A-Z]\w*|\b\w+_\w+|\b\w+\.(?:ts|tsx|js|jsx|mjs|cjs|py|go|rs|rb|java|kt|c|h|cpp|cs|php|swift|md|json|ya?ml|toml|lock|sh|sql|html|css|scss|env|xml|proto|tf)\b|\b[A-Z][A-Z0-9_]{2,}\b|\b[A-Z]{1,4}\d{2,}\b|"[^"\n]{3,}"|“[^”\n]{3,}”|\b\d+(?:\.\d+)*\s?(?:ms|s|kb|mb|gb|px|%|min|hours?|days?|lines?)\b|\bv?\d+\.\d+(?:\.\d+)?\b|\w+\(\)|\b[a-z][\w-]*@\d/;

const directive =
  /\b(?:use|run|set|add|call|pass|avoid|never|always|must|mustn['’]?t|should|shouldn['’]?t|need(?:s|ed)?|require[sd]?|prefer(?:s|red)?|wants?|don['’]?t|do not|does not|doesn['’]?t|instead|rather than|only|before|after|unless|because|so that|fail(?:s|ed)?|break(?:s)?|cause[sd]?|return(?:s)?|expect(?:s)?|work(?:s)?|means?|is|are|was|chose|chosen|decided|kept?|replaced?|lives?|stays?|goes|put|write|import|install|delete|remove|check|make|keep|fix(?:ed|es)?)\b/i;

/**
 * Why a statement is not worth keeping, or null when it is. Pure and the same for everybody who says it.
 * @returns a reason in the words of VII.7: vague, obvious, a fragment, or nothing that one could act on
 */
export function unworthyBecause(statement: string, kind: LearningKind): string | null {
  const text = statement.replace(/\s+/g, ' ').trim();
  const words = text.match(/[\p{L}\p{N}](?:[\p{L}\p{N}'’_.-]*[\p{L}\p{N}])?/gu) ?? [];
  if (text.length < 15 || words.length < 3) return 'too short to stand alone';
  if (text.length > 4000) return 'too long: one learning says one thing';
  if (/[:,(]$|\b(?:and|or|but|the|a|an|to|of|with|because|that)$/i.test(text))
    return 'a fragment: the sentence does not end';
  const telling = new Set(
    words
      .map((word) => word.toLowerCase().replace(/['’](?:s|t|re|ve|ll)$/, ''))
      .filter((word) => word.length > 1 && !general.has(word)),
  );
  const named = concrete.test(text);
  if (telling.size === 0) return 'obvious: it says nothing that is special to this project';
  // "Never make draft PRs" and "Use pnpm, not npm" say enough.
  const least = kind === 'preference' && /^(?:never|always|only|do not|no)\b|, not |\binstead of\b/i.test(text) ? 2 : 3;
  if (!named && telling.size < least)
    return 'vague: it names no file, command, error or setting, and little else that is special';
  if (!named && kind !== 'preference' && kind !== 'model' && kind !== 'decision' && telling.size < 4)
    return 'vague: it names nothing that could be looked up';
  if (!named && telling.size < 5 && !directive.test(text))
    return 'not actionable: it says neither what to do nor what happens';
  return null;
}
