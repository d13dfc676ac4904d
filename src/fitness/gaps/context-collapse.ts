import { contextLimits } from '../../schema/context-limits.ts';
import type { Gap } from './gap.ts';
import type { SessionFacts } from './session-facts.ts';

/** Above this share of the window an agent's work is known to get worse (the 40 % rule of the doctrine). */
export const fullShare = contextLimits.handoff;

export interface FullSession {
  readonly session: SessionFacts;
  /** Share of the window at its fullest, 0 to 1; null where only the compaction tells. */
  readonly share: number | null;
  readonly compactions: number;
}

export interface ContextCollapse extends Gap<FullSession> {
  readonly compacted: number;
  /** Whether any of the windows had to be assumed. */
  readonly assumed: boolean;
}

/** Context collapse: of the sessions whose context is known, those that filled over 40 % of the window or were compacted. */
export function findContextCollapse(sessions: readonly SessionFacts[]): ContextCollapse {
  const known = sessions.filter(
    ({ context }) => (context.peak !== null && context.window !== null) || context.compactions > 0,
  );
  const cases = known
    .map((session): FullSession => {
      const { peak, window, compactions } = session.context;
      return { session, share: peak === null || window === null ? null : peak / window, compactions };
    })
    .filter(({ share, compactions }) => compactions > 0 || (share ?? 0) > fullShare);
  cases.sort((a, b) => b.compactions - a.compactions || (b.share ?? 0) - (a.share ?? 0));
  return {
    count: cases.length,
    of: known.length,
    cases,
    compacted: cases.filter((c) => c.compactions > 0).length,
    assumed: cases.some((c) => !c.session.context.windowKnown),
  };
}
