import { ledger } from '../ledger.ts';
import { verdictsOf } from '../validation/verdicts.ts';
import { type Edge, openWorkspace } from '../workspace.ts';
import { type HookState, hookStates } from './hooks.ts';
import { type Refusal, readRefusals } from './refusals.ts';

/** How well what was won is held: every figure with what it is a share of. */
export interface ProtectionStanding {
  readonly hooks: readonly HookState[];
  /** Pushes that were stopped because they would have forced or deleted a protected branch. */
  readonly refused: readonly Refusal[];
  readonly lockedIn: number;
  /** Of these in the last seven days. */
  readonly lastWeek: number;
  /** Locked in and taken up again. */
  readonly reopened: number;
  /** Given to a person, because the attempts were spent. */
  readonly exhausted: number;
  /** Taken back by a revert. */
  readonly reverted: number;
  /** A person passed over a gate. */
  readonly overridden: number;
  /** Runs of the checks, and how many of them passed. */
  readonly validations: { readonly passed: number; readonly all: number };
}

const weekMs = 7 * 86_400_000;

/** @throws ToolError E_NO_GIT */
export function protectionStanding(edge: Edge): ProtectionStanding {
  const hooks = hookStates(edge);
  const { entries } = ledger(edge);
  const { verdicts, gone } = verdictsOf(openWorkspace(edge));
  const runs = [...verdicts, ...gone].filter(({ verdict }) => verdict.kind === 'gates');
  const count = (action: string, since = 0) =>
    entries.filter(({ entry }) => entry.action === action && Date.parse(entry.timestamp) >= since).length;
  return {
    hooks,
    refused: readRefusals(openWorkspace(edge)),
    lockedIn: count('lock-in'),
    lastWeek: count('lock-in', edge.now() - weekMs),
    reopened: count('reopen'),
    exhausted: count('escalate'),
    reverted: count('revert'),
    overridden: count('override'),
    validations: { passed: runs.filter(({ verdict }) => verdict.result === 'passing').length, all: runs.length },
  };
}
