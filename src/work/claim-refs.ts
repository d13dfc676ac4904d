import { ToolError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { fieldsOf } from '../base/json-value.ts';
import { git } from '../git/scratch-index.ts';
import { run } from '../process/run.ts';
import { type Claim, type ClaimResult, type ClaimStore, isLive } from './claim.ts';

/** What a ref holds: a claim, or the number of the last one after it was released. */
type Held = { readonly hash: string; readonly claim: Claim | null; readonly fence: number };

const claims = 'refs/twelvefold/claims/';
const workers = 'refs/twelvefold/workers/';
/** There is no such ref; git's own word for it has as many zeros as the repository's hashes have digits. */
const none = '';
/** Two transactions that meet fail both or one; the loser looks again. */
const attempts = 20;

/**
 * Claims as refs that git moves by compare-and-swap: one winner, seen by all worktrees, with no daemon and no lock of our
 * own. A claim moves two refs at once, the item's and the worker's, so that nobody holds two items either.
 * @param root any checkout of the repository
 * @param remote where the claims of several clones meet: there the winner is decided, and it must be reachable; null for
 *   claims of this repository alone
 */
export function claimRefs(root: string, remote: string | null): ClaimStore {
  const workerRef = (worker: string) => `${workers}${sha256(worker).slice(0, 32)}`;

  const held = (ref: string): Held => {
    // Not `rev-parse`: to it a name such as `x-gdeadbee` may be a commit.
    const hash = run('git', ['show-ref', '--verify', '--hash', ref], { cwd: root }).stdout.trim();
    if (hash === '') return { hash: none, claim: null, fence: 0 };
    return { hash, ...parse(run('git', ['cat-file', 'blob', hash], { cwd: root }).stdout) };
  };
  const write = (value: object) => git(root, ['hash-object', '-w', '--stdin'], { input: JSON.stringify(value) }).trim();

  /** @returns false when one of the refs has moved meanwhile: then none was moved */
  const move = (...moves: readonly (readonly [ref: string, to: string, from: string])[]): boolean => {
    const input = moves.map(([ref, to, from]) => {
      if (to === none) return from === none ? '' : `delete ${ref} ${from}\n`;
      return from === none ? `create ${ref} ${to}\n` : `update ${ref} ${to} ${from}\n`;
    });
    return run('git', ['update-ref', '--stdin'], { cwd: root, input: input.join('') }).status === 0;
  };

  /**
   * Takes over what the remote says of an item, or of all.
   * @returns false where the remote has no such claim
   */
  const refresh = (item = '*'): boolean => {
    if (remote === null) return true;
    const spec = `+${claims}${item}:${claims}${item}`;
    const done = run('git', ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', remote, spec], { cwd: root });
    // An item that nobody has claimed yet has no ref there.
    if (done.status === 0) return true;
    if (!/couldn't find remote ref/u.test(done.stderr))
      throw new ToolError('E_GIT_FAILED', {
        command: `git fetch ${remote}`,
        reason: done.stderr.trim().split('\n')[0] ?? '',
      });
    return false;
  };
  /** @returns false when somebody else was quicker there */
  const publish = (item: string, to: string, from: string): boolean => {
    if (remote === null) return true;
    const lease = `--force-with-lease=${claims}${item}:${from}`;
    const done = run('git', ['push', '--quiet', lease, remote, `${to}:${claims}${item}`], { cwd: root });
    if (done.status === 0) return true;
    if (/\[rejected\]|stale info|failed to update ref|cannot lock ref/u.test(done.stderr)) return false;
    throw new ToolError('E_GIT_FAILED', {
      command: `git push ${remote}`,
      reason: done.stderr.trim().split('\n')[0] ?? '',
    });
  };

  return {
    all() {
      try {
        refresh();
      } catch {
        // Looking works without a network, with what was seen last; whoever takes an item must reach the remote.
      }
      return new Map([...readAll(root)].flatMap(([item, claim]) => (claim === null ? [] : [[item, claim]])));
    },
    of: (item) => held(claims + item).claim,
    lastFence: (item) => held(claims + item).fence,
    claim(item, worker, now, leaseMs): ClaimResult {
      for (let attempt = 1; ; attempt++) {
        const isThere = refresh(item);
        const [there, own] = [held(claims + item), held(workerRef(worker))];
        if (isLive(there.claim, now) && there.claim.worker !== worker) return { type: 'taken', by: there.claim };
        if (
          isLive(own.claim, now) &&
          own.claim.item !== item &&
          isStillHeld(held(claims + own.claim.item), own.claim)
        ) {
          // What the remote has not heard of yet may be lost there: another call of this worker is about to know.
          const isSettled = refresh(own.claim.item) || attempt >= attempts;
          if (isSettled && isStillHeld(held(claims + own.claim.item), own.claim))
            return { type: 'busy', with: own.claim };
          continue;
        }
        const renewed = isLive(there.claim, now);
        const fence = renewed ? there.fence : there.fence + 1;
        const claim: Claim = { item, worker, at: renewed ? there.claim.at : now, until: now + leaseMs, fence };
        const blob = write(claim);
        if (move([claims + item, blob, there.hash], [workerRef(worker), blob, own.hash])) {
          // What the remote has stands; ours never was.
          const undo = () => move([claims + item, there.hash, blob], [workerRef(worker), own.hash, blob]);
          try {
            // What an earlier run wrote here and was ended before it told the remote, the remote does not have.
            if (publish(item, blob, isThere ? there.hash : none)) return { type: 'claimed', claim, renewed };
          } catch (error) {
            undo();
            throw error;
          }
          undo();
        }
        if (attempt >= attempts) {
          const winner = held(claims + item).claim;
          if (winner !== null && winner.worker !== worker) return { type: 'taken', by: winner };
          throw new Error(`the claim of ${item} could not be written: git update-ref failed ${attempts} times`);
        }
      }
    },
    release(item, worker) {
      for (let attempt = 1; attempt <= attempts; attempt++) {
        refresh(item);
        const there = held(claims + item);
        if (there.claim === null || there.claim.worker !== worker) return null;
        const own = held(workerRef(worker));
        const blob = write({ item, fence: there.fence });
        const mine = own.claim?.item === item;
        const gone = mine ? ([[workerRef(worker), none, own.hash]] as const) : [];
        if (move([claims + item, blob, there.hash], ...gone)) {
          publish(item, blob, there.hash);
          return there.claim;
        }
      }
      return null;
    },
  };
}

/** An item that was taken over after its lease ran out, or released, binds its former worker no longer. */
function isStillHeld({ claim }: Held, own: Claim): boolean {
  return claim !== null && claim.worker === own.worker && claim.fence === own.fence;
}

/** All claims with two questions to git, however many there are. */
function readAll(root: string): Map<string, Claim | null> {
  const refs = git(root, ['for-each-ref', '--format=%(objectname) %(refname)', claims]).split('\n').filter(Boolean);
  if (refs.length === 0) return new Map();
  const input = refs.map((line) => `${line.slice(0, line.indexOf(' '))}\n`).join('');
  // A claim is one line of JSON: a heading and a line each.
  const lines = git(root, ['cat-file', '--batch'], { input }).split('\n');
  return new Map(
    refs.map((line, index) => [
      line.slice(line.indexOf(claims) + claims.length),
      parse(lines[2 * index + 1] ?? '').claim,
    ]),
  );
}

function parse(text: string): { claim: Claim | null; fence: number } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { claim: null, fence: 0 };
  }
  const { item, worker, at, until, fence } = fieldsOf(value);
  const number = typeof fence === 'number' ? fence : 0;
  if (typeof item !== 'string' || typeof worker !== 'string' || typeof until !== 'number')
    return { claim: null, fence: number };
  return { claim: { item, worker, at: Number(at), until, fence: number }, fence: number };
}
