import { realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { run } from '../../process/run.ts';
import type { Edge } from '../workspace.ts';
import { onPath } from './detect.ts';

/** The oldest Node that runs twelvefold. */
const oldest = [22, 13] as const;
/** Folders of version managers that exist only as long as one shell. */
const passing = /[\\/](?:fnm_multishells|_npx|\.tmp|tmp)[\\/]/;

/**
 * The Node to write into settings: the one that runs now, by the name that outlives an update of it where there is one (a package
 * manager's link on the PATH rather than the folder of the version).
 */
export function lastingNode(execPath: string, edge: Edge): string {
  const linked = onPath('node', edge.env['PATH']);
  if (linked === null || !isAbsolute(linked) || passing.test(linked)) return execPath;
  try {
    return realpathSync(linked) === realpathSync(execPath) ? linked : execPath;
  } catch {
    return execPath;
  }
}

/** Why a Node cannot run hooks, or null. */
export function nodeProblem(node: string, cwd: string): string | null {
  const answer = run(node, ['-p', 'process.versions.node'], { cwd, timeoutMs: 10_000 });
  if (answer.status !== 0) return `${node} does not run`;
  const version = answer.stdout.trim();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
  return isOld ? `${node} is Node ${version}; 22.13 or newer is needed` : null;
}
