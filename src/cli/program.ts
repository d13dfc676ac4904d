import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastingNode } from '../app/install/node-path.ts';
import type { Program } from '../app/install/targets.ts';
import type { Edge } from '../app/workspace.ts';

/** Where this program is installed and which Node it should be started with later. */
export function thisProgram(edge: Edge): Program {
  let root = dirname(realpathSync(fileURLToPath(import.meta.url)));
  while (!existsSync(join(root, 'bin', 'twelvefold.mjs')) && dirname(root) !== root) root = dirname(root);
  return { node: lastingNode(process.execPath, edge), root, platform: process.platform };
}
