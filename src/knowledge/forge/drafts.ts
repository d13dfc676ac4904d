import type { Draft, Scene } from './draft.ts';
import { answeredQuestions } from './rules/answers.ts';
import { discoveries } from './rules/discovery.ts';
import { errorFixes } from './rules/error-fix.ts';
import { pastedErrors } from './rules/pasted-error.ts';
import { handedPlans } from './rules/plan.ts';
import { recurringToolFailures } from './rules/recurring-tool-failure.ts';
import { userTurns } from './rules/user-turn.ts';

/** What all rules find in one window of a session, before confidence and limits. */
export function draftsOf(scene: Scene): Draft[] {
  return [
    ...errorFixes(scene),
    ...userTurns(scene),
    ...answeredQuestions(scene),
    ...handedPlans(scene),
    ...pastedErrors(scene),
    ...recurringToolFailures(scene),
    ...discoveries(scene),
  ];
}
