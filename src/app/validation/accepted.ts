import { redact } from '../../knowledge/redact/redact.ts';
import type { Finding } from '../../schema/verdict.ts';
import type { StoredVerdict } from '../../validation/verdict-file.ts';

/** What a person has accepted is told, and blocks no longer. */
export function accept(findings: readonly Finding[], reason: string): Finding[] {
  return findings.map((finding) => ({ ...finding, severity: 'minor', accepted: redact(reason) }));
}

/**
 * What a person accepted in a verdict on this very tree stays accepted, whoever runs the checks again: in CI nobody can be asked.
 * @param findings all of what the change says, which the tree holds still; each blocks
 * @param verdicts those that are there: whose file was taken away accepts nothing
 */
export function stillAccepted(
  findings: readonly Finding[],
  verdicts: readonly StoredVerdict[],
  tree: string,
): Finding[] {
  const given = verdicts.flatMap(({ id, verdict }) =>
    verdict.kind === 'gates' && verdict.tree === tree && verdict.validator.by === 'person'
      ? // What was itself taken over falls with the verdict that it came from.
        verdict.findings
          .filter(({ accepted, acceptedIn }) => accepted && !acceptedIn)
          .map((finding) => ({ id, finding }))
      : [],
  );
  return findings.map((finding) => {
    const found = given.findLast((one) => isSame(one.finding, finding));
    if (found === undefined) return finding;
    return { ...finding, severity: 'minor', accepted: found.finding.accepted, acceptedIn: found.id };
  });
}

/** An item is a record, which the tree leaves out; what it asks for is held against what was accepted. */
const isSame = (one: Finding, other: Finding) =>
  one.text === other.text && one.path === other.path && one.terms === other.terms;
