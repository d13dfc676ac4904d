import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { AgentPlace, RealAgent } from './harness/agent.ts';
import { type AgentRun, freePort, isolation, runAgent } from './harness/run-agent.ts';
import type { Scenario } from './model/scenario.ts';

/** A repository with a person around it who has one agent, and the built program. */
export interface StoryPlace extends AgentPlace {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  write(path: string, content: string): void;
  git(...args: string[]): string;
  /** Runs the built program in the repository, as the person, and off the network like the agent. */
  tool(...args: string[]): { status: number | null; stdout: string; stderr: string };
  /** One session with these prompts; a run for each time the agent was started. */
  readonly session: AskAgent;
  /** Another agent of the same person, in the same repository. */
  another(agent: RealAgent, installed: string): AskAgent;
  remove(): void;
}

/** @param again the session to go on with; absent for a new one */
export type AskAgent = (prompts: readonly string[], scenario: Scenario, again?: string | null) => Promise<AgentRun[]>;

const program = resolve('bin/twelvefold.mjs');

/** @param installed the folder that the agent's package is installed in */
export async function createPlace(agent: RealAgent, installed: string): Promise<StoryPlace> {
  const root = mkdtempSync(join(tmpdir(), 'twelvefold-agent-'));
  const [repo, home, temporary] = [join(root, 'shop'), join(root, 'home'), join(root, 'tmp')];
  for (const path of [repo, home, temporary]) mkdirSync(path);
  const port = await freePort();
  const place: AgentPlace = { home, repo, model: `http://127.0.0.1:${port}` };
  const shared = { HOME: home, TMPDIR: temporary, LC_ALL: 'C.UTF-8' };
  const environment = (one: RealAgent, folder: string): Record<string, string> => ({
    PATH: searchPath(join(root, 'bin'), join(folder, 'node_modules/.bin')),
    ...shared,
    ...one.env(place),
  });
  const env = environment(agent, installed);
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repo, env: { ...env, ...committer }, encoding: 'utf8' });
  let runs = 0;
  const runOf =
    (one: RealAgent, folder: string) =>
    (args: readonly string[], scenario: Scenario, input = '') =>
      runAgent({
        command: [join(folder, one.package.program), ...args],
        input,
        cwd: repo,
        env: environment(one, folder),
        scenario,
        port,
        seconds: one.seconds,
        folder: join(root, `run-${++runs}`),
      });
  const asking = (one: RealAgent, folder: string): AskAgent => {
    const run = runOf(one, folder);
    return async (prompts, scenario, again = null) => {
      const { more } = one;
      if (typeof more === 'object' && 'askAll' in more && prompts.length > 1) {
        const { args, input } = more.askAll(prompts);
        return [await run(args, scenario, input)];
      }
      const done: AgentRun[] = [];
      let id = again;
      for (const prompt of prompts) {
        const goesOn = id !== null && typeof more === 'object' && 'askAgain' in more;
        done.push(await run(goesOn ? more.askAgain(prompt, id ?? '') : one.ask(prompt), scenario));
        id ??= one.sessionIn(done[0]?.stdout ?? '');
      }
      return done;
    };
  };

  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/twelvefold'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  // A login shell begins with the system's own path.
  writeFileSync(join(home, '.profile'), `export PATH='${env['PATH']}'\n`);
  git('init', '-q', '-b', 'main');
  agent.prepare?.(place);
  if (agent.setUp) await runOf(agent, installed)(agent.setUp(place), []);
  return {
    ...place,
    root,
    env,
    git,
    write: (path, content) => {
      mkdirSync(dirname(join(repo, path)), { recursive: true });
      writeFileSync(join(repo, path), content);
    },
    tool(...args) {
      const [command = '', ...rest] = [...(isolation ?? []), process.execPath, program, ...args];
      const done = spawnSync(command, rest, { cwd: repo, env, encoding: 'utf8', input: '' });
      return { status: done.status, stdout: done.stdout, stderr: done.stderr };
    },
    session: asking(agent, installed),
    another(other, folder) {
      other.prepare?.(place);
      env['PATH'] = [env['PATH'], join(folder, 'node_modules/.bin')].join(delimiter);
      return asking(other, folder);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const committer = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};

/** Node, git and the system's programs, and the agent itself: nothing else that the person may have. */
function searchPath(own: string, agent: string): string {
  const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  const folders = [own, dirname(process.execPath), dirname(git), '/usr/local/bin', '/usr/bin', '/bin', agent];
  return [...new Set(folders)].join(delimiter);
}
