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
  /** How a command of the program is typed in a shell. */
  command(...args: string[]): string;
  /** One session with these prompts; a run for each time the agent was started. */
  session(prompts: readonly string[], scenario: Scenario): Promise<AgentRun[]>;
  remove(): void;
}

const program = resolve('bin/twelvefold.mjs');

/** @param installed the folder that the agent's package is installed in */
export async function createPlace(agent: RealAgent, installed: string): Promise<StoryPlace> {
  const root = mkdtempSync(join(tmpdir(), 'twelvefold-agent-'));
  const [repo, home, temporary] = [join(root, 'shop'), join(root, 'home'), join(root, 'tmp')];
  for (const path of [repo, home, temporary]) mkdirSync(path);
  const port = await freePort();
  const place: AgentPlace = { home, repo, model: `http://127.0.0.1:${port}` };
  const env: Record<string, string> = {
    PATH: searchPath(join(installed, 'node_modules/.bin')),
    HOME: home,
    TMPDIR: temporary,
    LC_ALL: 'C.UTF-8',
    ...agent.env(place),
  };
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: repo, env: { ...env, ...committer }, encoding: 'utf8' });
  let runs = 0;
  const run = (args: readonly string[], scenario: Scenario, input = '') =>
    runAgent({
      command: [join(installed, agent.package.program), ...args],
      input,
      cwd: repo,
      env,
      scenario,
      port,
      seconds: agent.seconds,
      folder: join(root, `run-${++runs}`),
    });

  git('init', '-q', '-b', 'main');
  agent.prepare?.(place);
  if (agent.setUp) await run(agent.setUp(place), []);
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
    command: (...args) => [process.execPath, program, ...args].join(' '),
    async session(prompts, scenario) {
      const { more } = agent;
      if (typeof more === 'object' && 'askAll' in more && prompts.length > 1) {
        const { args, input } = more.askAll(prompts);
        return [await run(args, scenario, input)];
      }
      const done: AgentRun[] = [];
      let id: string | null = null;
      for (const prompt of prompts) {
        const goesOn = id !== null && typeof more === 'object' && 'askAgain' in more;
        done.push(await run(goesOn ? more.askAgain(prompt, id ?? '') : agent.ask(prompt), scenario));
        id ??= agent.sessionIn(done[0]?.stdout ?? '');
      }
      return done;
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
function searchPath(agent: string): string {
  const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  const folders = [dirname(process.execPath), dirname(git), '/usr/local/bin', '/usr/bin', '/bin', agent];
  return [...new Set(folders)].join(delimiter);
}
