import { schemaVersion } from '../../schema/learning.ts';
import type { Finding } from '../../schema/verdict.ts';
import type { StoredCouncil } from '../../validation/council/council-file.ts';
import { present } from '../../validation/council/judge.ts';
import { needsPerson } from '../../validation/level.ts';
import { recordFailedAttempt } from '../validation/attempts.ts';
import { treeStanding } from '../validation/standing.ts';
import { askedItem, type Subject } from '../validation/subject.ts';
import { giveVerdict } from '../validation/verdicts.ts';
import type { CouncilOutcome } from './council.ts';

/** Writes the council's verdict beside the others on its tree, and what blocks for whoever tries next. */
export function joinVerdict(
  subject: Subject,
  { id, council: { at, result, reasons, level, seats } }: StoredCouncil,
): Pick<CouncilOutcome, 'verdict' | 'standing' | 'needsPerson'> {
  const { board, tree, commit, risk, authors } = subject;
  const item = askedItem(subject);
  const verdict = giveVerdict(board.workspace, {
    schema: schemaVersion,
    kind: 'council',
    tree,
    commit,
    item: item?.id ?? null,
    terms: item?.terms ?? null,
    ...{ at, result, reasons, level },
    risk: { level: risk.level, reasons: [...risk.reasons] },
    authors: [...authors],
    validator: { by: 'council', session: null, model: null },
    gates: [],
    findings: findingsOf(seats),
    confirmed: true,
    revalidates: null,
    council: id,
  });
  recordFailedAttempt(subject, verdict);
  const standing = treeStanding(subject);
  const human = risk.human.length > 0;
  return { verdict, standing, needsPerson: needsPerson(risk.level, new Set(standing.levels), human) };
}

function findingsOf(seats: StoredCouncil['council']['seats']): Finding[] {
  return present(seats).flatMap(({ reviewer, answer }) =>
    answer.findings.map(({ severity, claim, action, path, line }) => ({
      ...{ severity, path, line },
      text: `${claim} (${reviewer}: ${action})`,
    })),
  );
}
