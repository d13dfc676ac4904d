import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hookDefaults } from '../src/app/hook/limits.ts';
import { countTokens } from '../src/knowledge/inject/count-tokens.ts';
import type { JournalLine } from '../src/schema/journal.ts';
import type { BenchRow } from './row.ts';

/** What a hook is called with at one point. */
export interface ToldCase {
  readonly name: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Told {
  readonly name: string;
  readonly tokens: number;
  readonly bytes: number;
}

const caps: Readonly<Record<string, number>> = {
  start: hookDefaults['inject.startTokens'],
  prompt: hookDefaults['inject.promptTokens'],
  file: hookDefaults['inject.fileTokens'],
  error: hookDefaults['inject.errorTokens'],
};

/**
 * What a session is told, at most at each point and in all, beside the caps that hold it. It meets another learning at every turn, and
 * each turn asks at another point first: what was told at one is not told at the next.
 */
export function toldRows(
  base: string,
  env: Readonly<Record<string, string>>,
  size: number,
  turns: readonly (readonly ToldCase[])[],
): BenchRow[] {
  const asked = turns.flatMap((cases, turn) => {
    const own = cases.filter(({ name }) => name in caps);
    return [...own.slice(turn % own.length), ...own.slice(0, turn % own.length)];
  });
  const told = asked.map((one) => ask(base, env, one));
  const row = (name: string, { tokens, bytes }: Omit<Told, 'name'>, bound: number): BenchRow => {
    return {
      name: `${name}, ${size} learnings`,
      value: tokens,
      unit: 'tokens',
      bound,
      sense: '<=',
      note: `${bytes} bytes`,
    };
  };
  const points = Object.entries(caps).map(([name, cap]) => {
    const own = told.filter((one) => one.name === name).toSorted((a, b) => b.tokens - a.tokens);
    return row(`told at most at ${name}`, own[0] ?? { tokens: 0, bytes: 0 }, cap);
  });
  const sum = told.reduce((all, { tokens, bytes }) => ({ tokens: all.tokens + tokens, bytes: all.bytes + bytes }), {
    tokens: 0,
    bytes: 0,
  });
  return [...points, row(`told in all in ${turns.length} turns`, sum, hookDefaults['inject.sessionTokens'])];
}

/** Tokens as the journal counts them, which is what the caps are held against; a start is counted here, as its note is. */
function ask(base: string, env: Readonly<Record<string, string>>, { name, event, payload }: ToldCase): Told {
  const before = injections(base).length;
  const answer = execFileSync(process.execPath, [join(base, 'dist', 'hook.cjs'), 'claude-code', event], {
    cwd: join(base, 'repo'),
    env,
    input: JSON.stringify(payload).replaceAll('{n}', 'told'),
    encoding: 'utf8',
  });
  if (answer === '') return { name, tokens: 0, bytes: 0 };
  const text: string = JSON.parse(answer).hookSpecificOutput.additionalContext;
  const tokens = injections(base)[before]?.tokens ?? countTokens(text);
  return { name, tokens, bytes: Buffer.byteLength(text) };
}

function injections(base: string): { readonly tokens: number }[] {
  const folder = join(base, 'repo', '.git', 'twelvefold', 'state', 'journal');
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as JournalLine)
    .filter((line) => line.type === 'injection');
}
