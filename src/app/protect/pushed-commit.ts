import { namesAt, uncommitted } from '../../git/tree.ts';
import { runContained } from '../../process/contained.ts';
import { run } from '../../process/run.ts';
import { loadConfig } from '../config.ts';
import { type LedgerCheck, verifyLedger } from '../ledger.ts';
import { checkRatchets, type RatchetCheck } from '../ratchet/ratchets.ts';
import { environmentOf, type FreshCheckout, freshCheckout } from '../validation/fresh-checkout.ts';
import { commandOf } from '../validation/gates.ts';
import { recordFolders } from '../validation/record-folders.ts';
import { type Edge, openWorkspace } from '../workspace.ts';

/** What a commit that is about to be pushed comes to. */
export interface PushedCommit {
  readonly ledger: LedgerCheck['problems'];
  readonly ratchets: Pick<RatchetCheck, 'results' | 'problems'>;
  /** Why it could not be looked at; null where it could. */
  readonly failed: string | null;
}

const none: PushedCommit = { ledger: [], ratchets: { results: [], problems: [] }, failed: null };

/**
 * Looks at a commit as it is pushed, whatever is checked out: in a checkout of its own, unless what lies here is the same.
 * Submodules and setting up are as for `validate`.
 */
export async function lookAtPushed(edge: Edge, commit: string): Promise<PushedCommit> {
  const { root, repository } = openWorkspace(edge);
  const measures = namesAt(root, commit, '.agents/ratchets').some((name) => name.endsWith('.json'));
  const hasLedger = run('git', ['rev-list', '-1', commit, '--', '.agents/ledger'], { cwd: root }).stdout !== '';
  if (!measures && !hasLedger) return none;
  const isHere = repository?.head === commit;
  // What a program wrote earlier may lie about, where git does not see it: only what is read from its output is safe here.
  if (isHere && (!measures || (uncommitted(root, recordFolders).length === 0 && readsNoFile(root, commit))))
    return { ...none, ledger: verifyLedger(edge).problems, ratchets: await checkRatchets(edge, []) };
  const checkout = freshCheckout(root, commit, measures ? loadConfig(openWorkspace(edge), edge)['validate.carry'] : []);
  try {
    const there = { ...edge, cwd: checkout.folder };
    const failed = measures ? await setUp(there, checkout) : null;
    const ledger = verifyLedger(isHere ? edge : there).problems;
    if (failed !== null) return { ...none, ledger, failed };
    return { ledger, ratchets: measures ? await checkRatchets(there, []) : none.ratchets, failed: null };
  } finally {
    checkout.remove();
  }
}

function readsNoFile(root: string, commit: string): boolean {
  const args = ['grep', '-qE', '"as": *"bytes"|"file": ', commit, '--', '.agents/ratchets'];
  return run('git', args, { cwd: root }).status === 1;
}

async function setUp(edge: Edge, checkout: FreshCheckout): Promise<string | null> {
  const config = loadConfig(openWorkspace(edge), edge);
  for (const line of config['validate.setup']) {
    const done = await runContained(commandOf(line), {
      cwd: checkout.folder,
      env: environmentOf(checkout),
      timeoutMs: config['validate.timeout'] * 60_000,
    });
    if (done.exit !== 0) return `setting up failed: ${line}: ${done.output.trim().split('\n').at(-1) ?? ''}`;
  }
  return null;
}
