import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../knowledge/entry.ts';
import { readLearningFile, writeLearningFile } from '../knowledge/learning-file.ts';
import { rewrite } from './pool-acts.ts';
import type { Workspace } from './workspace.ts';

/** The learning after the editor was closed, or why nothing was changed. */
export type Edited = { readonly entry: Entry } | { readonly problem: string };

/** Opens a learning in the person's editor (`VISUAL`, `EDITOR`, else vi). A file that cannot be read afterwards changes nothing. */
export function editLearning(
  workspace: Workspace,
  entry: Entry,
  env: Readonly<Record<string, string | undefined>>,
): Edited {
  const [program = 'vi', ...args] = (env['VISUAL'] || env['EDITOR'] || 'vi').trim().split(/\s+/);
  const folder = mkdtempSync(join(tmpdir(), 'twelvefold-'));
  const path = join(folder, 'learning.md');
  try {
    writeFileSync(path, writeLearningFile(entry.learning));
    const done = spawnSync(program, [...args, path], { stdio: 'inherit' });
    if (done.status !== 0)
      return { problem: `${program} ended with ${done.status ?? 'an error'}; nothing was changed.` };
    const reading = readLearningFile(readFileSync(path, 'utf8'), 'the edited learning');
    if (reading.type === 'learning') return { entry: rewrite(workspace, entry, reading.learning) };
    if (reading.type === 'foreign') return { problem: 'The front matter lost its `kind`; nothing was changed.' };
    return { problem: `Line ${reading.problem.line ?? 1}: ${reading.problem.problem} Nothing was changed.` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
