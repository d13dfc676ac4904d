import { buildCommand } from '@stricli/core';
import { ToolError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly repository: boolean;
  readonly json: boolean;
}

const names = ['workflow', 'knowledge'] as const;

export const tierCommand = buildCommand<Flags, [(typeof names)[number]?, ('on' | 'off')?], CliContext>({
  docs: {
    brief: 'Show which tiers are on, and switch them',
    fullDescription: `Context and work are always there. Knowledge is on, the workflow off unless somebody switches it. A tier that is off adds no hook, no file, no line of help or status; switching it on again finds everything as it was.
A switch is for yourself in this repository; with --repository it is written into .agents/twelvefold.yaml for everybody, and anybody may decline it for themselves.

  twelvefold tier
  twelvefold tier workflow on`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'workflow or knowledge', parse: parseName, placeholder: 'name', optional: true },
        { brief: 'on or off', parse: parseSwitch, placeholder: 'on|off', optional: true },
      ],
    },
    flags: {
      repository: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'For everybody who works in this repository',
      },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object {tiers}' },
    },
  },
  async func(flags, name, position) {
    const { switchTier, tiers } = await import('../../app/tiers.ts');
    if (name !== undefined && position === undefined)
      throw new ToolError('E_USAGE', { problem: `Say on or off: \`twelvefold tier ${name} on\`.`, command: 'tier' });
    const list =
      name === undefined || position === undefined
        ? tiers(this.edge)
        : switchTier(this.edge, name, position === 'on', flags.repository);
    if (position !== undefined) (await import('../../app/prepare-hooks.ts')).renewHooks(this.edge);
    if (flags.json) {
      this.out.json({ tiers: list });
      return;
    }
    this.out.line('foundation  on    context, handoffs, work');
    for (const { name, on, repository, here, about } of list) {
      const declined =
        here !== null && here !== repository
          ? `  (the repository says ${repository ? 'on' : 'off'}; here it is switched ${here ? 'on' : 'off'})`
          : '';
      this.out.line(`${name.padEnd(10)}  ${on ? 'on ' : 'off'}   ${about}${this.out.colors.dim(declined)}`);
    }
  },
});

function parseName(value: string): (typeof names)[number] {
  const found = names.find((name) => name === value);
  if (found) return found;
  const near = nearestWord(value, names);
  throw new ToolError('E_USAGE', {
    problem: `There is no tier ${value} to switch${near ? `; did you mean ${near}?` : ''} (${names.join(', ')}).`,
    command: 'tier',
  });
}

function parseSwitch(value: string): 'on' | 'off' {
  if (value === 'on' || value === 'off') return value;
  throw new ToolError('E_USAGE', { problem: `A tier is switched on or off, not "${value}".`, command: 'tier' });
}
