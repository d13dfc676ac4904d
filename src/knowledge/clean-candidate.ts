import { cleanText } from './clean-text.ts';
import type { Candidate } from './forge/candidate.ts';

const longestExcerpt = 800;
/** Fewer characters of a secret are anybody's. */
const leastPart = 6;

/** The candidate as it may be written: no secrets, no home folders, an excerpt of bounded length. */
export function cleanCandidate(candidate: Candidate): Candidate {
  const statement = cleanText(candidate.statement).trim();
  const excerpt = cleanText(candidate.evidence.excerpt);
  const secrets = [...takenOut(candidate.statement, statement), ...takenOut(candidate.evidence.excerpt, excerpt)];
  const clean = (text: string) => secrets.reduce(without, cleanText(text));
  return {
    ...candidate,
    title: clean(candidate.title),
    statement: clean(statement),
    scope: candidate.scope.map(clean),
    anchors: candidate.anchors.map(({ symbol, ...anchor }) => ({
      ...anchor,
      target: clean(anchor.target),
      ...(symbol !== undefined && { symbol: clean(symbol) }),
    })),
    symptoms: candidate.symptoms.map(clean),
    tags: candidate.tags.map(clean),
    evidence: { ...candidate.evidence, excerpt: clip(clean(excerpt)) },
  };
}

/** The words that redaction took out of a text: what it knew by the words before them is as secret where they stand alone. */
function takenOut(raw: string, clean: string): string[] {
  if (raw === clean) return [];
  return raw
    .split(/[\s"'`,;:=@/\\()[\]{}<>]+/)
    .filter((word) => word.length >= 8 && /\d/.test(word) && !clean.includes(word));
}

/** A text without a secret, also where it ends in the middle of it, as a title may. */
function without(text: string, secret: string): string {
  const out = text.replaceAll(secret, '[redacted]');
  const end = out.replace(/…$/, '');
  for (let length = secret.length - 1; length >= leastPart; length--)
    if (end.endsWith(secret.slice(0, length))) return `${end.slice(0, -length)}[redacted]`;
  return out;
}

function clip(text: string): string {
  if (text.length <= longestExcerpt) return text;
  const cut = text.slice(0, longestExcerpt);
  // A mark that is cut in two would no longer be seen as one.
  return `${cut.replace(/\[redacted: [\w-]*$/, '').replace(/[\ud800-\udbff]$/, '')}…`;
}
