import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openTranscript } from '../../../src/app/open-transcript.ts';
import { type Edge, openWorkspace, type Workspace } from '../../../src/app/workspace.ts';
import { type SessionFacts, sessionFacts } from '../../../src/knowledge/cite/session-facts.ts';
import { writeLearning, writeRecord } from '../../../src/knowledge/write-store.ts';
import type { Learning } from '../../../src/schema/learning.ts';
import type { LearningRecord } from '../../../src/schema/record.ts';

/** A person's machine in a temporary folder: a home, and a repository with one commit (or a plain folder). */
export interface Place {
  readonly edge: Edge;
  readonly workspace: Workspace;
  readonly home: string;
  readonly root: string;
  write(path: string, text: string): string;
  learn(learning: Learning, records?: readonly LearningRecord[]): void;
  /** Writes a learning into the repository itself. */
  publish(learning: Learning): void;
  git(...args: string[]): string;
  /** A Claude Code transcript of this repository. */
  transcript(session: string, steps: readonly Step[], start?: string): string;
  /** What a transcript says happened. */
  factsOf(path: string): SessionFacts;
  remove(): void;
}

type Step = readonly [kind: 'user' | 'assistant' | 'shell' | 'edit' | 'result', text: string, more?: string | number];

export function makePlace(options: { git?: boolean; now?: string } = {}): Place {
  const base = mkdtempSync(join(tmpdir(), 'place-'));
  const [home, root] = [join(base, 'home'), join(base, 'repo')];
  mkdirSync(home);
  mkdirSync(root);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return join(root, path);
  };
  if (options.git !== false) {
    git('init', '-q', '-b', 'main');
    write('README', 'A project.\n');
    git('add', '.');
    git('commit', '-qm', 'first');
  }
  const now = Date.parse(options.now ?? '2026-02-10T12:00:00Z');
  const edge: Edge = { cwd: root, home, env: { HOME: home }, now: () => now };
  const workspace = openWorkspace(edge);
  return {
    edge,
    workspace,
    home,
    root,
    write,
    git,
    learn(learning, records = []) {
      writeLearning(workspace.stateDir, learning);
      for (const record of records) writeRecord(workspace.stateDir, record);
    },
    publish: (learning) => void writeLearning(workspace.sharedDir, learning),
    transcript(session, steps, start = '2026-02-10T10:00:00.000Z') {
      const folder = join(home, '.claude', 'projects', root.replace(/[^A-Za-z0-9]/g, '-'));
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${session}.jsonl`);
      writeFileSync(
        path,
        steps
          .map((step, i) => JSON.stringify(recordOf(step, i, { session, root, start })))
          .join('\n')
          .concat('\n'),
      );
      return path;
    },
    factsOf: (path) => sessionFacts(openTranscript(path).reading.events),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

function recordOf(
  [kind, text, more]: Step,
  i: number,
  { session, root, start }: { session: string; root: string; start: string },
) {
  const base = {
    parentUuid: i === 0 ? null : `u${i - 1}`,
    isSidechain: false,
    userType: 'external',
    cwd: root,
    sessionId: session,
    version: '2.1.0',
    gitBranch: 'main',
    uuid: `u${i}`,
    timestamp: new Date(Date.parse(start) + i * 10_000).toISOString(),
  };
  const assistant = (content: unknown) => ({
    ...base,
    type: 'assistant',
    message: {
      id: `m${i}`,
      role: 'assistant',
      model: 'model-a',
      content: [content],
      usage: { input_tokens: 10, output_tokens: 5 },
    },
  });
  if (kind === 'assistant') return assistant({ type: 'text', text });
  if (kind === 'shell') return assistant({ type: 'tool_use', id: `t${i}`, name: 'Bash', input: { command: text } });
  if (kind === 'edit')
    return assistant({
      type: 'tool_use',
      id: `t${i}`,
      name: 'Edit',
      input: { file_path: join(root, text), old_string: 'old', new_string: String(more) },
    });
  const content =
    kind === 'result'
      ? [{ type: 'tool_result', tool_use_id: `t${i - 1}`, content: text, is_error: more !== undefined && more !== 0 }]
      : text;
  return { ...base, type: 'user', message: { role: 'user', content } };
}
