import { isoTime } from '../../base/clock.ts';
import { ToolError } from '../../base/errors.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { Finding } from '../../schema/verdict.ts';
import { type Answered, checklistText, readChecklist, reviewQuestions } from '../../validation/checklist.ts';
import { reviewLevel } from '../../validation/level.ts';
import { standingOf } from '../../validation/standing.ts';
import type { Edge } from '../workspace.ts';
import { validatorOf } from './identity.ts';
import { withModelAtWork } from './model-at-work.ts';
import { askedItem, subjectOf } from './subject.ts';
import type { Validated } from './validate.ts';
import { counting, giveVerdict, verdictsOf } from './verdicts.ts';

export interface ReviewRequest {
  readonly asked: string | null;
  readonly findings: readonly Finding[];
  /** What was looked at and why it is fine, or what is wrong as a whole. */
  readonly note: string;
  /** Answers to the questions of the checklist, as a text; null where it was not used. */
  readonly checklist: string | null;
}

/**
 * Records that somebody other than the author has looked at a change. Its level comes from who wrote and who looked, never
 * from what anybody says; a blocking finding is no pass, whatever else is said.
 * @throws ToolError E_GATE where the author looks at the own work in the same session, or a question of the checklist is open; E_NO_GIT, E_NO_REVISION, E_USAGE
 */
export function review(edge: Edge, { asked, findings, note, checklist }: ReviewRequest): Validated {
  const answers = checklist === null ? null : answersIn(checklist);
  const subject = subjectOf(edge, asked);
  const { board, commit, tree, risk } = subject;
  const authors = subject.authors.map((who) => withModelAtWork(who, edge));
  const validator = withModelAtWork(validatorOf(edge, board.workspace), edge);
  const level = reviewLevel(authors, validator);
  if (level === null)
    throw new ToolError('E_GATE', {
      reason: 'the session that wrote this cannot validate it',
      fix: 'Let another session, another agent or a person look at it; `twelvefold validate` without --review runs the checks.',
    });
  const blockers = findings.filter(({ severity }) => severity === 'blocking').map(({ text }) => text);
  const before = counting(verdictsOf(board.workspace));
  const item = askedItem(subject);
  const stored = giveVerdict(board.workspace, {
    schema: schemaVersion,
    kind: 'review',
    tree,
    commit,
    item: item?.id ?? null,
    terms: item?.terms ?? null,
    at: isoTime(edge.now()),
    result:
      blockers.length > 0
        ? 'failing'
        : findings.some(({ severity }) => severity === 'major')
          ? 'needs-attention'
          : 'passing',
    reasons: redactDeep(
      blockers.length > 0 ? blockers : findings.filter(({ severity }) => severity === 'major').map(({ text }) => text),
    ),
    level,
    risk: { level: risk.level, reasons: [...risk.reasons] },
    authors: [...authors],
    validator,
    gates: [],
    findings: redactDeep([...findings]),
    confirmed: true,
    revalidates: null,
    note: redactDeep(note),
    ...(answers === null ? {} : { checklist: redactDeep(answers.map((one) => ({ ...one }))) }),
  });
  return { ...stored, standing: standingOf([...before, stored], tree, risk.level, risk.human.length > 0, item) };
}

/** What a review should be able to answer, one by one and as a text to be filled in. */
export function reviewChecklist(): { readonly questions: readonly string[]; readonly text: string } {
  return { questions: reviewQuestions, text: checklistText() };
}

function answersIn(text: string): readonly Answered[] {
  const reading = readChecklist(text);
  if ('answers' in reading) return reading.answers;
  const { open } = reading;
  throw new ToolError('E_GATE', {
    reason: `${open.length} of the ${reviewQuestions.length} questions of the checklist ${open.length === 1 ? 'has' : 'have'} no answer (${open.join(', ')})`,
    fix: '`twelvefold validate --checklist` prints them; put an answer behind each number.',
  });
}
