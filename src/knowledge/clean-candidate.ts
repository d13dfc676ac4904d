import type { Candidate } from './forge/candidate.ts';
import { redact } from './redact/redact.ts';

const longestExcerpt = 800;

/** The candidate as it may be written: no secrets, no home folders, an excerpt of bounded length. */
export function cleanCandidate(candidate: Candidate): Candidate {
  return {
    ...candidate,
    title: redact(candidate.title),
    statement: redact(candidate.statement).trim(),
    scope: candidate.scope.map(redact),
    anchors: candidate.anchors.map((anchor) => ({ ...anchor, target: redact(anchor.target) })),
    symptoms: candidate.symptoms.map(redact),
    tags: candidate.tags.map(redact),
    evidence: { ...candidate.evidence, excerpt: clip(redact(candidate.evidence.excerpt)) },
  };
}

function clip(text: string): string {
  if (text.length <= longestExcerpt) return text;
  const cut = text.slice(0, longestExcerpt);
  // A mark that is cut in two would no longer be seen as one.
  return `${cut.replace(/\[redacted: [\w-]*$/, '').replace(/[\ud800-\udbff]$/, '')}…`;
}
