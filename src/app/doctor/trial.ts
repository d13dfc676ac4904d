import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../process/run.ts';
import { hookDialects } from '../../runtimes/hook-dialects.ts';
import { type SampleCase, samplePayload } from '../../runtimes/sample-payload.ts';
import { loadConfig } from '../config.ts';
import { currentIndex } from '../knowledge-index.ts';
import { learn } from '../learn.ts';
import { type Edge, openWorkspace } from '../workspace.ts';
import { type Finding, fine, problem } from './finding.ts';
import type { InstalledHook } from './installed.ts';

/** A throw-away repository that knows one thing, in which hooks are tried without touching anybody's state. */
export interface TrialPlace {
  readonly about: Omit<SampleCase, 'session'>;
  readonly home: string;
  readonly stateDir: string;
  /** The id of what it knows. */
  readonly lesson: string;
  remove(): void;
}

const command = 'make trial';
const output = 'error: trial table missing';

export function createTrial(edge: Edge): TrialPlace {
  const root = mkdtempSync(join(tmpdir(), 'twelvefold-doctor-'));
  const [home, cwd] = [join(root, 'home'), join(root, 'repo')];
  for (const folder of [home, cwd]) mkdirSync(folder);
  run('git', ['init', '-q'], { cwd });
  const own: Edge = { cwd, home, env: { PATH: edge.env['PATH'] }, now: edge.now };
  const workspace = openWorkspace(own);
  const kept = learn(
    workspace,
    {
      kind: 'gotcha',
      statement: 'Run `make tables` before `make trial`, which stops with "trial table missing" otherwise.',
      scope: [command],
      symptoms: [output],
      tags: [],
      sections: {},
      evidence: [],
      confidence: 0.95,
    },
    { config: loadConfig(workspace, own), now: edge.now(), cwd, agent: null, session: null, publish: false },
  );
  currentIndex(workspace)?.db.close();
  return {
    about: { cwd: workspace.root, prompt: `\`${command}\` stops with "${output}", mend it`, command, output },
    home,
    stateDir: workspace.stateDir,
    lesson: kept.id,
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The order in which a session meets its events. */
const order = ['start', 'prompt', 'file', 'error', 'subagent', 'compact', 'stop', 'end'];

/** Runs every hook of an agent on a payload of that agent, as the agent would, and holds exit code, answer, time and log against what they must be. */
export function tryHooks(agent: string, hooks: readonly InstalledHook[], trial: TrialPlace, edge: Edge): Finding[] {
  const events = hookDialects.find((one) => one.agent === agent)?.events ?? [];
  const base = `doctor-${agent}-${edge.now().toString(36)}`;
  const told: string[] = [];
  const times: number[] = [];
  const problems: { text: string; command: string }[] = [];
  for (const event of [...events].sort((a, b) => order.indexOf(a.point) - order.indexOf(b.point))) {
    const hook = hooks.find((one) => one.event === event.name);
    if (!hook) continue;
    // A session of its own, because each is told a thing once.
    const session = `${base}-${event.name.replace(/\W/g, '-')}`;
    const env = [`PATH=${edge.env['PATH'] ?? ''}`, `HOME=${trial.home}`, `TMPDIR=${tmpdir()}`, 'TWELVEFOLD_TRIAL=1'];
    const input = `${JSON.stringify(samplePayload(agent, event, { ...trial.about, session }))}\n`;
    const loggedBefore = logOf(trial.stateDir).length;
    const began = performance.now();
    const done = run('env', ['-i', ...env, 'sh', '-c', hook.command], {
      cwd: trial.about.cwd,
      input,
      timeoutMs: event.timeoutSeconds * 1000,
    });
    const ms = performance.now() - began;
    times.push(ms);
    const logged = logOf(trial.stateDir)
      .slice(loggedBefore)
      .split('\n')
      .find((line) => line.includes(` ${agent} ${event.name} `));
    const wrong =
      done.status === null
        ? `did not end within its ${event.timeoutSeconds} s`
        : done.status !== 0
          ? `ended with exit code ${done.status}: ${done.stderr.trim().split('\n')[0]}`
          : logged
            ? `failed: ${logged}`
            : shapeProblem(agent, event.name, done.stdout);
    if (wrong !== null) problems.push({ text: `${event.name} ${wrong}`, command: hook.command });
    else if (done.stdout.includes(trial.lesson)) told.push(event.name);
  }
  const [first] = problems;
  if (first) {
    const which =
      problems.length === 1 ? 'a hook fails' : `${problems.length} of ${times.length} hooks fail, the first`;
    return [problem({ check: 'hook', agent }, `${which}: ${first.text}`, `By hand: ${first.command} < payload.json`)];
  }
  if (times.length === 0) return [];
  const slowest = Math.round(Math.max(...times));
  if (told.length === 0) {
    const text = `${times.length} hooks run (slowest ${slowest} ms), but none told the one thing that the trial repository knows`;
    return [
      problem(
        { check: 'hook', agent },
        text,
        'Run `npm run build` in the checkout of twelvefold, then `twelvefold doctor` again.',
      ),
    ];
  }
  return [
    fine(
      { check: 'hook', agent },
      `${times.length} hooks run, slowest ${slowest} ms; told what they should at ${told.join(', ')}`,
    ),
  ];
}

/** Answers that an agent would drop, or not take for one. */
function shapeProblem(agent: string, event: string, stdout: string): string | null {
  if (stdout.trim() === '') return null;
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return `printed something that is not JSON: ${stdout.slice(0, 80)}`;
  }
  const allowed: Readonly<Record<string, readonly string[]>> = {
    copilot: ['additionalContext'],
    cursor: ['additional_context'],
    cline: ['cancel', 'contextModification'],
    opencode: ['context', 'notice'],
  };
  const keys = allowed[agent] ?? ['systemMessage', 'hookSpecificOutput'];
  const odd = Object.keys(answer as object).filter((key) => !keys.includes(key));
  const named = (answer as { hookSpecificOutput?: { hookEventName?: string } }).hookSpecificOutput?.hookEventName;
  if (odd.length > 0) return `answered with ${odd.join(', ')}, which ${agent} does not know`;
  return named !== undefined && named !== event ? `answered for ${named}` : null;
}

function logOf(stateDir: string): string {
  try {
    return readFileSync(join(stateDir, 'hook.log'), 'utf8');
  } catch {
    return '';
  }
}
