import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { type Actor, refuseUnlessPerson } from '../actor.ts';
import type { Workspace } from '../workspace.ts';

const fileOf = ({ stateDir }: Workspace) => join(stateDir, 'council-hosts');

/**
 * The machines that reviewers may be asked at, as it was said on the command line for this repository on this machine: a
 * repository cannot name one by itself and be sent a key.
 * @param more hosts to let be asked from now on
 * @throws ToolError E_WORK_BLOCKED where anybody but a person says so
 */
export function councilHosts(workspace: Workspace, more: readonly string[], { by }: Actor): ReadonlySet<string> {
  const known = new Set(read(fileOf(workspace)));
  const fresh = more.filter((host) => !known.has(host));
  if (fresh.length === 0) return known;
  refuseUnlessPerson(by, {
    id: fresh.join(', '),
    act: 'allowed',
    reason: 'what leaves this machine is for a person to say',
    fix: 'Ask the person you work for to run it once.',
  });
  for (const host of fresh) known.add(host);
  writeFileAtomic(fileOf(workspace), `${[...known].join('\n')}\n`);
  return known;
}

function read(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
