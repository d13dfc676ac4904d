import { randomBytes } from 'node:crypto';
import { reasonOf } from '../../base/errors.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import type { Answer, Seat } from '../../schema/council.ts';
import { readAnswer } from '../../validation/council/answer.ts';
import type { CouncilPrompt } from '../../validation/council/prompt.ts';
import type { Reviewer, Said } from '../../validation/council/reviewer.ts';
import { houseOf } from '../../validation/model-house.ts';
import type { Subject } from '../validation/subject.ts';
import { reviewPlace, type ThrowAwayPlace } from './review-place.ts';

/** Asks one reviewer in a place of its own. Whatever goes wrong makes it absent, with the reason. */
export async function askReviewer(
  reviewer: Reviewer,
  subject: Subject | null,
  { text: prompt, hash, leftOut }: CouncilPrompt,
  timeoutMs: number,
): Promise<Seat> {
  const start = performance.now();
  let place: ThrowAwayPlace | null = null;
  let said: Said;
  try {
    place = reviewPlace(reviewer.readsFiles ? subject : null);
    said =
      leftOut > 0 && !reviewer.readsFiles
        ? { absent: `it sees no files, and ${leftOut} characters of the change have no room in what it is asked` }
        : await reviewer.ask(prompt, { ...place, timeoutMs });
  } catch (error) {
    said = { absent: reasonOf(error) };
  } finally {
    place?.remove();
  }
  const read = 'absent' in said ? { problem: said.absent } : readAnswer(said.text);
  const told = 'absent' in said ? null : said.model;
  const model = told ?? ('problem' in read ? null : reviewer.model);
  return redactDeep({
    reviewer: reviewer.name,
    by: reviewer.by,
    prompt: hash,
    provider: model === null ? null : houseOf(model),
    model,
    modelFrom: model === null ? null : told === null ? 'caller' : 'answer',
    // Each was started for this and for nothing else.
    session: ('absent' in said ? null : said.session) ?? `council-${randomBytes(6).toString('hex')}`,
    milliseconds: Math.round(performance.now() - start),
    absent: 'problem' in read ? read.problem : null,
    answer: 'problem' in read ? null : fromTop(read.answer, place?.folder ?? ''),
  });
}

/** The answer with its paths from the top of the files, wherever they lay for the reviewer. */
function fromTop(answer: Answer, folder: string): Answer {
  const findings = answer.findings.map((one) =>
    one.path === null ? one : { ...one, path: one.path.replace(`${folder}/`, '').replace(/^\.\//, '') },
  );
  return { ...answer, findings };
}
