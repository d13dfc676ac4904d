import { ledger } from '../ledger.ts';
import { type Edge, openWorkspace } from '../workspace.ts';
import { type HookState, hookStates } from './hooks.ts';
import { type Refusal, readRefusals } from './refusals.ts';

/** How well what was won is held: every figure with what it is a share of. */
export interface ProtectionStanding {
  readonly hooks: readonly HookState[];
  /** Pushes that were stopped because they would have forced or deleted a protected branch. */
  readonly refused: readonly Refusal[];
  readonly lockedIn: number;
  /** Locked in and taken up again. */
  readonly reopened: number;
  /** Given to a person, because the attempts were spent. */
  readonly exhausted: number;
}

/** @throws ToolError E_NO_GIT */
export function protectionStanding(edge: Edge): ProtectionStanding {
  const hooks = hookStates(edge);
  const { entries } = ledger(edge);
  const count = (action: string) => entries.filter(({ entry }) => entry.action === action).length;
  return {
    hooks,
    refused: readRefusals(openWorkspace(edge)),
    lockedIn: count('lock-in'),
    reopened: count('reopen'),
    exhausted: count('escalate'),
  };
}
