import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, jsonLines, type Sandbox } from '../setup/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = createSandbox();
});
afterEach(() => box.remove());

const statement = 'Run `npm run build` before `npm run e2e`: it tests what stands in `dist/`.';

describe('a bare repository', () => {
  it('publishes nothing among the files of git, and says where it can be published', () => {
    const bare = join(box.root, 'bare.git');
    box.git('clone', '-q', '--bare', '.', bare);
    const run = (...args: string[]) => box.tool(args, { cwd: bare });
    box.write('known.md', `# Build\n- ${statement}\n`);
    expect(run('learn', '--kind', 'command', statement).status).toBe(0);
    const [known] = jsonLines<{ id: string }>(run('pool', 'list', '--json').stdout);
    const id = known?.id ?? '';
    for (const args of [
      ['pool', 'promote', id],
      ['learn', '--publish', '--kind', 'command', 'Run `npm run lint` before `git push`, as CI does in `ci.yml`.'],
      ['learn', 'import', '--trust', join(box.repo, 'known.md')],
      ['decide', 'Use SQLite'],
      ['handoff', 'write', '--from', '-'],
    ]) {
      const done = box.tool(args, { cwd: bare, input: handoff });
      expect([done.status, done.stderr]).toEqual([3, expect.stringContaining('git worktree add')]);
    }
    expect(existsSync(join(bare, '.agents'))).toBe(false);
    expect(jsonLines(run('pool', 'list', '--all', '--json').stdout)).toHaveLength(1);
    expect(run('pool', 'promote', '--to', 'observation', id).status).toBe(0);
    const tree = join(box.root, 'tree');
    box.git('--git-dir', bare, 'worktree', 'add', '-q', tree);
    expect(box.tool(['pool', 'promote', id], { cwd: tree }).status).toBe(0);
    expect(existsSync(join(tree, '.agents/learnings'))).toBe(true);
  });
});

describe('the folder of git', () => {
  it('belongs to the checkout it lies in', () => {
    const hooks = join(box.repo, '.git/hooks');
    mkdirSync(hooks, { recursive: true });
    for (const cwd of [join(box.repo, '.git'), hooks])
      expect(JSON.parse(box.tool(['status', '--json'], { cwd }).stdout)).toMatchObject({ root: box.repo, git: true });
  });
});

const handoff = `# Handoff

## Goal
Read \`src/b.ts\`.

## Done
\`src/a.ts\` was read.

## Decisions
none

## Next
Read \`src/b.ts\`.
`;
