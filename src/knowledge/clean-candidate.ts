import { cleanText } from './clean-text.ts';
import type { Candidate } from './forge/candidate.ts';

const longestExcerpt = 800;

/** The candidate as it may be written: no secrets, no home folders, an excerpt of bounded length. */
export function cleanCandidate(candidate: Candidate): Candidate {
  return {
    ...candidate,
    title: cleanText(candidate.title),
    statement: cleanText(candidate.statement).trim(),
    scope: candidate.scope.map(cleanText),
    anchors: candidate.anchors.map((anchor) => ({ ...anchor, target: cleanText(anchor.target) })),
    symptoms: candidate.symptoms.map(cleanText),
    tags: candidate.tags.map(cleanText),
    evidence: { ...candidate.evidence, excerpt: clip(cleanText(candidate.evidence.excerpt)) },
  };
}

function clip(text: string): string {
  if (text.length <= longestExcerpt) return text;
  const cut = text.slice(0, longestExcerpt);
  // A mark that is cut in two would no longer be seen as one.
  return `${cut.replace(/\[redacted: [\w-]*$/, '').replace(/[\ud800-\udbff]$/, '')}…`;
}
