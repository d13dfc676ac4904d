import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextIn, createHookPlace, type HookPlace, teach } from '../setup/hook-place.ts';

let place: HookPlace;
let known: ReturnType<typeof teach>;
beforeEach(() => {
  place = createHookPlace();
  known = teach(place);
});
afterEach(() => place.remove());

const edit = (session: string) =>
  contextIn(
    place.hook('claude-code', 'PreToolUse', {
      ...place.payload(session, 'PreToolUse'),
      tool_name: 'Edit',
      tool_input: { file_path: join(place.repo, 'src/db/orders.ts') },
    }),
  );

describe('explain', () => {
  it('says so where nothing was ever told', () => {
    expect(place.tool(['explain']).stdout).toContain('No session was told anything here yet');
    expect(place.tool(['explain', known.orders])).toMatchObject({ status: 2 });
  });

  it('K.15 says of the last injection why, at what cost, how it is believed and what became of its anchors', () => {
    edit('s1');
    const shown = place.tool(['explain']).stdout;
    expect(shown).toMatch(/claude-code session s1, at its file: \d+ tokens/);
    expect(shown).toMatch(/why +\d+ % likely relevant \(file\); applies to src\/db\/orders\.ts/);
    expect(shown).toMatch(/cost +\d+ tokens, score 0\.\d+/);
    expect(shown).toMatch(/believed +confidence 0\.\d\d, last validated \d{4}-\d\d-\d\d, the user said so/);
    expect(shown).toMatch(/anchors +(?:alive|none|unknown)/);
    expect(shown).toContain(`twelvefold pool mute ${known.orders}`);
    expect(shown).toContain(`twelvefold pool wrong ${known.orders}`);
    const { items } = JSON.parse(place.tool(['explain', known.orders, '--json']).stdout);
    expect(items).toEqual([expect.objectContaining({ id: known.orders, withheld: null })]);
  });

  it('K.15 knows a start before the sweep has journalled it, and after', () => {
    place.startBySh('claude-code', { ...place.payload('s1', 'SessionStart'), source: 'startup' });
    const before = JSON.parse(place.tool(['explain', '--json']).stdout);
    expect(before).toMatchObject({ session: 's1', point: 'start' });
    place.sweep();
    expect(JSON.parse(place.tool(['explain', '--json']).stdout)).toEqual(before);
  });

  it('K.15 takes "wrong" as evidence: a use that failed, and no session is told it until somebody has looked', () => {
    expect(edit('s1')).toContain(known.orders);
    expect(place.tool(['pool', 'wrong', known.orders]).status).toBe(0);
    expect(place.journal().at(-1)).toMatchObject({
      type: 'citation',
      id: known.orders,
      session: 's1',
      agent: 'claude-code',
      kind: 'by-hand',
      outcome: 'failed',
    });
    expect(edit('s2')).not.toContain(known.orders);
    expect(place.tool(['pool', 'list', '--pool', 'review']).stdout).toContain(known.orders);
    expect(place.tool(['explain', known.orders]).stdout).toContain('not said: waits for review');
    place.tool(['pool', 'restore', known.orders]);
    place.tool(['index', 'refresh']);
    expect(edit('s3')).toContain(known.orders);
  });
});

describe('status', () => {
  it('leads with what a hook complained about, and with hooks that fell silent', () => {
    expect(place.tool(['status']).stdout).not.toMatch(/Hooks +(?:silent|\d)/);
    place.hook('claude-code', 'Nonsense', place.payload('s1', 'Nonsense'));
    const lines = place.tool(['status']).stdout.split('\n');
    expect(lines[2]).toMatch(/^ {2}Hooks +\d{4}-.* claude-code Nonsense no such event: Nonsense$/);
    place.sweep();
    const hourAgo = new Date(Date.now() - 3_600_000);
    utimesSync(join(place.state, 'spool'), hourAgo, hourAgo);
    expect(place.tool(['status']).stdout).not.toContain('silent');
    place.transcript('later', 'codegen', new Date().toISOString());
    // Its agent has no hooks here, or has them no longer.
    expect(place.tool(['status']).stdout).not.toContain('silent');
    place.tool(['init', '--yes', '--agent', 'codex']);
    expect(place.tool(['status']).stdout).not.toContain('silent');
    place.tool(['init', '--yes', '--agent', 'claude-code']);
    expect(place.tool(['status']).stdout).toMatch(/Hooks +silent since .*twelvefold doctor/);
    place.tool(['uninstall']);
    expect(place.tool(['status']).stdout).not.toContain('silent');
  });
});
