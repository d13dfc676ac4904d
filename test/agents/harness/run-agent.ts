import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { chat } from '../model/chat.ts';
import { gemini } from '../model/gemini.ts';
import { messages } from '../model/messages.ts';
import { responses } from '../model/responses.ts';
import type { ModelRequest, Scenario } from '../model/scenario.ts';
import type { CapturedFile } from '../model/server.ts';
import { namespacePrefix } from './namespace.ts';
import type { InsideOutcome, InsideSpec } from './spec.ts';

/** One session of a real agent, or one prompt of it. */
export interface AgentRun extends InsideOutcome {
  readonly stdout: string;
  readonly stderr: string;
  /** The requests that offered tools, so those of the conversation itself, in order. */
  readonly requests: readonly ModelRequest[];
  /** Paths of all requests, those included that the model did not know. */
  readonly paths: readonly string[];
}

export interface RunRequest {
  readonly command: readonly string[];
  readonly input?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly scenario: Scenario;
  readonly port: number;
  readonly seconds: number;
  /** A fresh folder for what is captured. */
  readonly folder: string;
}

const protocols = [messages, responses, chat, gemini];
const inside = join(import.meta.dirname, 'inside.ts');

/** How sessions are kept off the network here, for the report. */
export const isolation = namespacePrefix();

/** Runs an agent beside its scripted model, with the environment given and no other, and waits for its end. */
export async function runAgent(request: RunRequest): Promise<AgentRun> {
  const { folder } = request;
  mkdirSync(folder, { recursive: true });
  const { command, input = '', cwd, env, scenario, port, seconds } = request;
  const spec: InsideSpec = {
    ...{ command, input, cwd, env, scenario, port, seconds, isolated: isolation !== null },
    requests: join(folder, 'requests'),
    stdout: join(folder, 'stdout'),
    stderr: join(folder, 'stderr'),
    outcome: join(folder, 'outcome.json'),
  };
  const file = join(folder, 'spec.json');
  writeFileSync(file, JSON.stringify(spec));
  const [program = '', ...args] = [...(isolation ?? []), process.execPath, inside, file];
  const said = await new Promise<string>((done, failed) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'inherit', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '' },
    });
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => (text += chunk));
    child.on('error', failed);
    child.on('close', () => done(text));
  });
  const outcome = read(spec.outcome);
  if (outcome === '') throw new Error(`the run broke off: ${said}`);
  const captured = capturedIn(spec.requests);
  return {
    ...(JSON.parse(outcome) as InsideOutcome),
    stdout: read(spec.stdout),
    stderr: read(spec.stderr),
    paths: captured.map(({ path }) => path),
    requests: captured
      .flatMap(({ path, body }) => protocols.find((one) => one.matches(path))?.read(body) ?? [])
      .filter(({ tools }) => tools.length > 0),
  };
}

function capturedIn(folder: string): CapturedFile[] {
  return readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CapturedFile);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A port that is free on loopback now. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** All that a request says to the model. */
export const saidIn = (request: ModelRequest | undefined): string =>
  (request?.messages ?? []).map(({ text }) => text).join('\n');
