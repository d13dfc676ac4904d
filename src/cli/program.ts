import { lastingNode } from '../app/install/node-path.ts';
import { programRoot } from '../app/install/program-root.ts';
import type { Program } from '../app/install/targets.ts';
import type { Edge } from '../app/workspace.ts';

/** Where this program is installed and which Node it should be started with later. */
export function thisProgram(edge: Edge): Program {
  return { node: lastingNode(process.execPath, edge), root: programRoot(), platform: process.platform };
}
