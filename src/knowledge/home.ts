import type { Candidate } from './forge/candidate.ts';

/** Matters of taste that a person carries from one repository to the next. */
const taste =
  /\b(?:comments?|commit messages?|pull request (?:titles?|descriptions?)|emojis?|em[- ]dash(?:es)?|tone|wording|verbose|verbosity|concise|brief|short(?:er)? answers?|explanations?|summar(?:y|ies|ise|ize)|language|english|spelling|table[- ]driven|naming|variable names?|abbreviations?|indent(?:ation)?|quotes|semicolons?|line length|type annotations?|docstrings?|co-?authored|attribution|markdown|bullet(?:s| points?)|ask (?:me |the user |him |her |them )?(?:first|before)|one (?:question|step|thing) at a time)\b/i;
/** Marks of one repository: a path, a file, an identifier, a command with its argument, a proper name inside the sentence. */
const ofThisRepository =
  /`[^`]*[./_()-][^`]*`|\b[\w-]+\/[\w.-]+|\b\w+\.(?:[a-z]{1,4})\b|\b[a-z]+[A-Z]\w*|\b\w+_\w+|\b(?:this|the|our) (?:repo(?:sitory)?|project|package|page|screen|view|button|dialog|table|api|endpoint|service|module|component|site|app)\b|(?<=[a-z,;] )(?!I\b|English\b|Markdown\b|TypeScript\b|JavaScript\b|Python\b|Git\b)[A-Z][a-z]+[A-Za-z]*/;

/**
 * Where a candidate belongs: what the user said about style and taste, and about how to write prose, goes with the person to every repository, all else
 * stays beside the repository it was learned in. In doubt it stays.
 */
export function homeOf(
  candidate: Pick<Candidate, 'kind' | 'tier' | 'statement' | 'scope' | 'anchors' | 'tags'>,
): 'personal' | 'local' {
  const general = candidate.anchors.length === 0 && candidate.scope.length === 0;
  const personal = candidate.kind === 'preference' && candidate.tier === 'user' && general;
  const matterOfTaste = candidate.tags.includes('prose') || taste.test(candidate.statement);
  return personal && matterOfTaste && !ofThisRepository.test(candidate.statement) ? 'personal' : 'local';
}
