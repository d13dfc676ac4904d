import { homedir } from 'node:os';
import { run } from '@stricli/core';
import { lookAround } from '../app/surroundings.ts';
import { ToolError } from '../base/errors.ts';
import { createApplication } from './app.ts';
import type { CliContext } from './context.ts';
import { errorText } from './error-text.ts';
import { hiddenRoutes } from './hidden-routes.ts';
import { createOutput } from './output.ts';

/** Runs the command line of this process and sets its exit code. */
export async function main(): Promise<void> {
  // A reader that closes early (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    const failed = new ToolError('E_WRITE_FAILED', { path: 'Standard output', reason: error.code ?? error.message });
    process.stderr.write(`${errorText(failed, false)}\n`);
    process.exit(failed.exit);
  });
  // Nobody reads the remarks: the result and the exit code stand all the same.
  process.stderr.on('error', () => {});
  const context: CliContext = {
    process,
    edge: {
      ...{ cwd: process.cwd(), home: process.env['HOME'] || homedir(), env: process.env, now: Date.now },
      around: lookAround(),
    },
    out: createOutput(process.stdout, process.stderr, process.env, process.stdin),
    readInput,
  };
  const args = process.argv.slice(2);
  await run(createApplication(await hiddenRoutes(args)), meant(args), context);
  process.exitCode = exitCode(process.exitCode);
}

/** `help` and `version` as words, and nothing at all, mean the flags. */
function meant(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === undefined) return ['--help'];
  if (first === 'help') return [...rest, '--help'];
  return first === 'version' && rest.length === 0 ? ['--version'] : args;
}

/** The framework's own codes for unknown commands and bad arguments are negative; for us both are a usage error. */
function exitCode(code: number | string | null | undefined): number {
  const value = Number(code ?? 0);
  return value < 0 || value > 127 ? 2 : value;
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
