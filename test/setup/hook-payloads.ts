import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const hookPayloads = join(import.meta.dirname, '../fixtures/hook-payloads');

export interface HookCall {
  readonly event: string;
  readonly env: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The calls of an agent's hooks that were recorded, or written from its documentation. */
export function hookCalls(agent: string): HookCall[] {
  const text = readFileSync(join(hookPayloads, `${agent}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HookCall);
}
