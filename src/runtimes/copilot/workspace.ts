import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `workspace.yaml` beside a session's events says of where it worked. */
export interface Workspace {
  readonly cwd: string | null;
  readonly branch: string | null;
}

/** Reads the few plain lines of `workspace.yaml` that are needed; null where there is none. */
export function workspaceBeside(events: string): Workspace | null {
  let text: string;
  try {
    text = readFileSync(join(dirname(events), 'workspace.yaml'), 'utf8').slice(0, 65_536);
  } catch {
    return null;
  }
  const field = (name: string) =>
    new RegExp(`^${name}: *(["']?)(.{1,1000}?)\\1 *$`, 'm').exec(text)?.[2]?.trim() || null;
  return { cwd: field('cwd') ?? field('git_root'), branch: field('branch') };
}
