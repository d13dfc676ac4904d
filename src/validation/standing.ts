import type { Verdict } from '../schema/verdict.ts';
import type { Risk } from '../schema/work.ts';
import { missingLevels } from './level.ts';
import type { StoredVerdict } from './verdict-file.ts';

/** Where a tree stands after all verdicts on it. */
export interface TreeStanding {
  readonly validated: boolean;
  /** Levels shown by the verdicts that hold. */
  readonly levels: readonly number[];
  /** What keeps it from counting as validated, in words. */
  readonly missing: readonly string[];
  /** Verdicts that hold, the newest of each kind and validator. */
  readonly verdicts: readonly string[];
}

/** The item that a change is for, as it asks now. */
export interface AskedItem {
  readonly id: string;
  readonly terms: string;
  /** Whether it says when it is done; then only a look at it counts, not one at the revision alone. */
  readonly hasCriteria: boolean;
}

/**
 * Puts the verdicts on one tree together. Of each validator the newest counts; one blocking finding, or a failing check,
 * outweighs any number of passes. A council that found what blocks is not talked over by calling another one, and one that
 * found something for a person to decide only by a person.
 * @param branchTree the tree of the branch, where the tree is the merged result of one: what others than checks found about it
 *   holds, for the change is the same
 */
export function standingOf(
  verdicts: readonly StoredVerdict[],
  tree: string,
  risk: Risk,
  human: boolean,
  item: AskedItem | null = null,
  branchTree: string | null = null,
): TreeStanding {
  const newest = new Map<string, StoredVerdict>();
  const edited: string[] = [];
  for (const stored of verdicts) {
    const { verdict } = stored;
    if (verdict.tree !== tree && (verdict.kind === 'gates' || verdict.tree !== branchTree)) continue;
    if (item !== null && verdict.result === 'passing') {
      const own = verdict.item === item.id;
      if (own && verdict.terms != null && verdict.terms !== item.terms) {
        edited.push(`the criteria, labels or risk of ${item.id} were edited after ${stored.id}`);
        continue;
      }
      if (!own && verdict.kind !== 'gates' && item.hasCriteria) continue;
    }
    newest.set(validatorOf(stored), stored);
  }
  const all = [...newest.values()];
  const looked = all.findLast(({ verdict }) => verdict.result === 'passing' && verdict.level === 7)?.verdict.at ?? '';
  const held = all.filter(({ verdict }) => !isForPerson(verdict) || verdict.at > looked);
  const levels = new Set(
    held.flatMap(({ verdict }) => (verdict.result === 'passing' && verdict.level !== null ? [verdict.level] : [])),
  );
  const against = held.flatMap(({ id, verdict }) =>
    verdict.result === 'passing' ? [] : [`${id} is ${verdict.result}: ${verdict.reasons.join('; ')}`],
  );
  const lacking = held.length === 0 ? ['it was not validated'] : missingLevels(risk, levels, human);
  const missing = [...against, ...(lacking.length > 0 ? edited.slice(-1) : []), ...lacking];
  return { validated: missing.length === 0, levels: [...levels].sort(), missing, verdicts: held.map(({ id }) => id) };
}

/** What a council leaves to a person: a major finding, and nothing that blocks. */
const isForPerson = ({ kind, result, findings }: Verdict) =>
  kind === 'council' && result === 'needs-attention' && findings.some(({ severity }) => severity === 'major');

function validatorOf({ id, verdict }: StoredVerdict): string {
  const { kind, result, validator } = verdict;
  if (kind === 'gates') return 'gates';
  if ((kind === 'council' && result === 'failing') || isForPerson(verdict)) return id;
  return `${kind} ${validator.by} ${validator.session ?? ''}`;
}
