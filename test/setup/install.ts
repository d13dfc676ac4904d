import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type InitOptions, type InitPlan, planInit } from '../../src/app/init.ts';
import type { Program } from '../../src/app/install/targets.ts';
import { type Edge, openWorkspace } from '../../src/app/workspace.ts';
import type { InstallPlace } from '../../src/runtimes/installer.ts';
import { jsonValue } from '../../src/runtimes/settings/json-tree.ts';
import { snapshot } from './sandbox.ts';

export const program: Program = { node: process.execPath, root: resolve('.'), platform: 'linux' };

/** Works out and writes, as `init --yes` does. */
export function init(
  edge: Edge,
  options: Partial<InitOptions> = {},
): InitPlan & { outcomes: ReturnType<InitPlan['write']> } {
  const plan = planInit(edge, program, { agents: [], scope: 'project', instructions: false, ...options });
  return { ...plan, outcomes: plan.write() };
}

/** What an installer is told of a place. */
export function installPlace(edge: Edge, scope: InstallPlace['scope']): InstallPlace {
  return {
    scope,
    root: openWorkspace(edge).root,
    home: edge.home,
    env: edge.env,
    hook: { node: program.node, dist: join(program.root, 'dist'), platform: 'linux' },
    program: join(program.root, 'bin', 'twelvefold.mjs'),
    read: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null;
      }
    },
  };
}

/** Every file of the person and of the checkout, without git's objects and twelvefold's own state. */
export function traces({ home, repo }: { home: string; repo: string }): Map<string, string> {
  const all = [...snapshot(home), ...snapshot(repo)];
  const own = /^\.git\/(?!info)|^\.git\/?$|twelvefold\/?$|\/twelvefold\/state/;
  return new Map(all.filter(([path]) => !own.test(path)));
}

export function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

// biome-ignore lint/suspicious/noExplicitAny: what settings hold is what the tests look at
export function json(path: string): any {
  return jsonValue(readFileSync(path, 'utf8'));
}
