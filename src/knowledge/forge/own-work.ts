import type { Chain } from './chain.ts';
import type { Act, Moment } from './moments.ts';

/** How a failure stands to what the session had done before. */
export interface OwnWork {
  /** Every file of the fix had been written or edited in this session before: the to and fro of one's own code. */
  readonly ownFix: boolean;
  /** The failure speaks of a file that the session had touched. */
  readonly ownError: boolean;
  /** The fix was in a file nobody had thought of: what one change asks of another place. */
  readonly coupled: boolean;
}

/** Tells a failure of the session's own fresh work from one that shows how the project hangs together. */
export function ownWork(moments: readonly Moment[], chain: Chain, error: string): OwnWork {
  const start = chain.attempts[0] ?? 0;
  const touched = new Set<string>();
  const names = new Set<string>();
  for (let i = 0; i < start; i++) {
    const act = moments[i];
    if (act?.kind !== 'act' || (act.action !== 'edit' && act.action !== 'write')) continue;
    for (const path of act.paths) {
      touched.add(path);
      if (i >= start - 60) names.add(fileName(path));
    }
  }
  const fixed = chain.edits.flatMap((edit) => edit.paths);
  const printed = touched.size === 0 ? '' : (moments[start] as Act).printed + error;
  return {
    ownFix: fixed.length > 0 && fixed.every((path) => touched.has(path)),
    ownError: [...names].some((name) => name.length > 3 && printed.includes(name)),
    coupled: touched.size > 0 && fixed.length > 0 && fixed.every((path) => !touched.has(path)),
  };
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.replaceAll('\\', '/').split('/').pop() ?? path;
}
