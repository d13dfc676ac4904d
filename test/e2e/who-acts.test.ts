import { chmodSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../setup/sandbox.ts';
import { terminal } from '../setup/terminal.ts';

/** Who a note is by: everything that a person alone may do is decided by the same reading. */
describe.skipIf(!terminal)('who acts', () => {
  let place: Sandbox;
  let id: string;
  beforeEach(() => {
    place = createSandbox();
    id = (JSON.parse(place.tool(['work', 'add', 'Do it', '--json']).stdout) as { item: { id: string } }).item.id;
  });
  afterEach(() => place.remove());

  const noteBy = () => {
    const { notes } = JSON.parse(place.tool(['work', 'show', id, '--json']).stdout) as { notes: { by: string }[] };
    return notes.at(-1)?.by;
  };
  const program = resolve('bin/twelvefold.mjs');

  it('VI.2 a person is who has a terminal; without one nobody counts as a person', () => {
    place.person(['work', 'note', id, 'from a terminal']);
    expect(noteBy()).toBe('person');
    place.tool(['work', 'note', id, 'from a script']);
    expect(noteBy()).not.toBe('person');
    place.tool(['tier', 'workflow', 'on']);
    const refused = place.tool(['work', 'close', id, '--override', 'trust me']);
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('A person')]);
  });

  it.each([
    ['by the marks of a process above', 'sh', { CLAUDECODE: '1' }, 'agent:claude-code'],
    ['by the name of a process above', 'codex', {}, 'agent:codex'],
  ])('VI.2 an agent that clears its environment is still one, %s', (_, name, env, by) => {
    const above = join(place.root, name);
    const cleared = `env -i PATH="$PATH" HOME="$HOME" '${process.execPath}' '${program}' work note ${id} cleared`;
    writeFileSync(above, `#!/bin/sh\n${cleared}\nexit $?\n`);
    chmodSync(above, 0o755);
    // A terminal of its own does not help.
    const done = place.onTerminal([above], { env });
    expect(done.status).toBe(0);
    expect(noteBy()).toBe(by);
  });

  it('VI.2 an agent behind more shells than anybody has is no person', () => {
    const [above, below] = [join(place.root, 'codex'), join(place.root, 'below.sh')];
    writeFileSync(
      below,
      `if [ "$1" -gt 0 ]; then sh '${below}' $(($1 - 1)); else '${process.execPath}' '${program}' work note ${id} deep; fi\nexit $?\n`,
    );
    writeFileSync(above, `#!/bin/sh\nenv -i PATH="$PATH" HOME="$HOME" sh '${below}' 70\nexit $?\n`);
    chmodSync(above, 0o755);
    expect(place.onTerminal([above]).status).toBe(0);
    expect(noteBy()).toBe('unknown');
  });

  it('VI.2 what an agent without marks writes down by a command is the agent’s, and waits', () => {
    const above = join(place.root, 'droid');
    const statement = 'Run `make tables` before the parser tests; they read the generated tables.';
    writeFileSync(above, `#!/bin/sh\n'${process.execPath}' '${program}' learn add --json '${statement}'\nexit $?\n`);
    chmodSync(above, 0o755);
    const done = place.onTerminal([above]);
    expect(done.status).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ pool: 'review' });
    expect(place.person(['pool', 'list', '--all', '--json']).stdout).not.toContain('"by":"person"');
  });
});
