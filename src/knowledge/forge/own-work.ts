import type { Chain } from './chain.ts';
import type { Act, Moment } from './moments.ts';

/** How a failure stands to what the session had done before. */
export interface OwnWork {
  /**
   * Every file of the fix had been written or edited in this session before: the to and fro of one's own code. Not so where
   * a test failed that the session had left alone: then the code broke a rule that was there before.
   */
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
  for (const i of editsIn(moments)) {
    if (i >= start) break;
    for (const path of (moments[i] as Act).paths) {
      touched.add(path);
      if (i >= start - 60) names.add(fileName(path));
    }
  }
  const fixed = chain.edits.flatMap((edit) => edit.paths);
  const printed = touched.size === 0 ? '' : (moments[start] as Act).printed + error;
  return {
    ownFix: fixed.length > 0 && fixed.every((path) => touched.has(path)) && !failsOldTest(printed, touched),
    ownError: [...names].some((name) => name.length > 3 && printed.includes(name)),
    coupled: touched.size > 0 && fixed.length > 0 && fixed.every((path) => !touched.has(path)),
  };
}

const edits = new WeakMap<readonly Moment[], readonly number[]>();

/** Where the session edited files, found once. */
function editsIn(moments: readonly Moment[]): readonly number[] {
  const known = edits.get(moments);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (const [i, act] of moments.entries())
    if (act.kind === 'act' && (act.action === 'edit' || act.action === 'write')) found.push(i);
  edits.set(moments, found);
  return found;
}

const testFiles =
  /[\w-]+(?:_test\.\w{1,4}|[._-](?:test|spec)\.[cm]?[jt]sx?|_spec\.rb|Tests?\.(?:java|kt|cs|php|swift))\b|\btest_\w+\.py\b/g;

function failsOldTest(printed: string, touched: ReadonlySet<string>): boolean {
  const own = new Set([...touched].map(fileName));
  const named = [...printed.matchAll(testFiles)].map((match) => match[0]);
  return named.length > 0 && named.every((name) => !own.has(name));
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.replaceAll('\\', '/').split('/').pop() ?? path;
}
