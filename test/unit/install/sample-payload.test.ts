import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hookDialects } from '../../../src/runtimes/hook-dialects.ts';
import { samplePayload } from '../../../src/runtimes/sample-payload.ts';

const about = {
  session: 's-1',
  cwd: '/home/dev/project',
  prompt: 'mend it',
  command: 'make trial',
  output: 'error: no table',
};
const cases = hookDialects.flatMap((dialect) =>
  dialect.events.map((event) => ({ dialect, event, name: `${dialect.agent} ${event.name}` })),
);

interface Recorded {
  readonly event: string;
  readonly payload: Record<string, unknown>;
}
const recorded = (agent: string, event: string) =>
  readFileSync(`test/fixtures/hook-payloads/${agent}.jsonl`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded)
    .filter((one) => one.event === event);

describe('a payload to try a hook with', () => {
  it.each(cases)('$name is one that the hook takes', ({ dialect, event }) => {
    const occasion = dialect.read(event.name, samplePayload(dialect.agent, event, about), {});
    expect(occasion).toMatchObject({ point: event.point, cwd: about.cwd });
    if (event.point === 'error')
      expect(occasion?.tool).toMatchObject({
        action: 'shell',
        command: about.command,
        output: expect.stringContaining(about.output),
      });
    if (event.point === 'prompt') expect(occasion?.prompt).toContain(about.prompt);
    if (event.point === 'start') expect(['startup', 'resume']).toContain(occasion?.source);
  });

  it.each(cases.filter(({ dialect, event }) => recorded(dialect.agent, event.name).length > 0))(
    '$name has no field that a recorded one has not',
    ({ dialect, event }) => {
      const known = new Set(recorded(dialect.agent, event.name).flatMap(({ payload }) => Object.keys(payload)));
      const sample = samplePayload(dialect.agent, event, about) as object;
      expect(Object.keys(sample).filter((key) => !known.has(key))).toEqual([]);
    },
  );
});
