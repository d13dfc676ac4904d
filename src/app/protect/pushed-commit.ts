import { fileAt, namesAt, treeWithout, uncommitted } from '../../git/tree.ts';
import { runContained } from '../../process/contained.ts';
import { run } from '../../process/run.ts';
import { readEntry } from '../../ratchet/ledger-file.ts';
import { loadConfig } from '../config.ts';
import { type LedgerCheck, verifyLedger } from '../ledger.ts';
import { type LooserRatchet, looserRatchets } from '../ratchet/looser.ts';
import { checkRatchets, type RatchetCheck } from '../ratchet/ratchets.ts';
import { environmentOf, type FreshCheckout, freshCheckout } from '../validation/fresh-checkout.ts';
import { commandOf } from '../validation/gates.ts';
import { recordFolders } from '../validation/record-folders.ts';
import { verdictsOf } from '../validation/verdicts.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';

/** What a commit that is about to be pushed comes to. */
export interface PushedCommit {
  readonly ledger: LedgerCheck['problems'];
  readonly ratchets: Pick<RatchetCheck, 'results' | 'problems'>;
  /** Ratchets that hold less than before, which no person has let go. */
  readonly looser: readonly (LooserRatchet & { readonly base: string })[];
  /** Why it could not be looked at; null where it could. */
  readonly failed: string | null;
}

const none: PushedCommit = { ledger: [], ratchets: { results: [], problems: [] }, looser: [], failed: null };

/**
 * Looks at a commit as it is pushed, whatever is checked out: in a checkout of its own, unless what lies here is the same.
 * Submodules and setting up are as for `validate`.
 * @param bases where what is pushed begins, for each branch that it is pushed to; null where that is not known
 */
export async function lookAtPushed(
  edge: Edge,
  commit: string,
  bases: readonly (string | null)[],
): Promise<PushedCommit> {
  const workspace = openWorkspace(edge);
  const looser = [...new Set(bases)].flatMap((base) => (base === null ? [] : letGoByNobody(workspace, base, commit)));
  return { ...(await measurePushed(edge, commit)), looser };
}

/** What a person let go, in the ledger or in the verdict on this tree, is let go. */
function letGoByNobody(workspace: Workspace, base: string, commit: string): PushedCommit['looser'] {
  const { root } = workspace;
  const looser = looserRatchets(root, base, commit);
  if (looser.length === 0) return [];
  const added = ['diff', '--name-only', '--no-renames', '--diff-filter=A', '-z', base, commit, '--', '.agents/ledger'];
  const entries = run('git', added, { cwd: root })
    .stdout.split('\0')
    .filter(Boolean)
    .map((path) => readEntry(fileAt(root, commit, path) ?? ''));
  const tree = treeWithout(root, commit, recordFolders);
  const accepted = verdictsOf(workspace, commit)
    .verdicts.filter(({ verdict }) => verdict.tree === tree)
    .flatMap(({ verdict }) => verdict.findings.filter((finding) => finding.accepted));
  return looser
    .filter(
      ({ name, path }) =>
        !entries.some((entry) => entry?.action === 'override' && entry.ratchet === name) &&
        !accepted.some((finding) => finding.path === path),
    )
    .map((one) => ({ ...one, base }));
}

async function measurePushed(edge: Edge, commit: string): Promise<PushedCommit> {
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
    return { ...none, ledger, ratchets: measures ? await checkRatchets(there, []) : none.ratchets };
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
