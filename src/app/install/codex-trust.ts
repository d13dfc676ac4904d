import { join } from 'node:path';
import { codexFolder } from '../../runtimes/codex/install.ts';
import { type ListedHook, listHooks } from '../../runtimes/codex/listed-hooks.ts';
import type { InstallScope } from '../../runtimes/installer.ts';
import { isMarked } from '../../runtimes/settings/part.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { type FileOutcome, putIn } from './apply.ts';
import { changeFor } from './change.ts';
import { onPath } from './detect.ts';
import { lockedRecord, readInstallRecord, recordPath } from './record.ts';
import type { Target } from './targets.ts';

/** How Codex stands to our hooks. */
export interface CodexTrust {
  readonly state: 'trusted' | 'untrusted' | 'unseen' | 'unknown';
  readonly untrusted: readonly ListedHook[];
}

/** Asks Codex about our hooks. Unseen: it lists none, because the folder is not trusted; unknown: it could not be asked. */
export async function askCodex(workspace: Workspace, edge: Edge): Promise<CodexTrust> {
  const codex = onPath('codex', edge.env['PATH']);
  const listed = codex === null ? null : await listHooks(codex, workspace.root, edge.env);
  if (listed === null) return { state: 'unknown', untrusted: [] };
  const ours = listed.filter(({ command }) => isMarked(command, `codex ${command.split(' ').at(-1)}`));
  const untrusted = ours.filter(({ trusted }) => !trusted);
  return { state: ours.length === 0 ? 'unseen' : untrusted.length === 0 ? 'trusted' : 'untrusted', untrusted };
}

/**
 * Writes down that the person trusts our hooks, with the hashes that Codex itself gives, and asks Codex whether it took them. To be
 * called only for somebody who said so.
 */
export async function trustCodexHooks(
  workspace: Workspace,
  edge: Edge,
  scope: InstallScope,
): Promise<{ trust: CodexTrust; outcomes: FileOutcome[] }> {
  const before = await askCodex(workspace, edge);
  if (before.state !== 'untrusted') return { trust: before, outcomes: [] };
  const path = join(codexFolder(edge), 'config.toml');
  const targets = before.untrusted.map(
    ({ key, hash }): Target => ({
      path,
      scope,
      owner: 'codex',
      what: 'trust',
      part: { kind: 'table', path: ['hooks', 'state', key], value: { trusted_hash: hash } },
    }),
  );
  const outcomes = lockedRecord(workspace, scope, () => {
    const root = scope === 'project' ? workspace.root : null;
    const file = recordPath(workspace, scope);
    const record = readInstallRecord(file, workspace.root);
    const recorded = record.files.find((one) => one.path === path);
    const known = (recorded?.parts ?? []).flatMap(({ owners, what, part }) =>
      what === 'trust' ? [{ path, scope, owner: owners[0] ?? 'codex', what, part } as Target] : [],
    );
    return putIn(file, record, [changeFor(path, [...known, ...targets], recorded, { root, exclude: null })]);
  });
  return { trust: await askCodex(workspace, edge), outcomes };
}
