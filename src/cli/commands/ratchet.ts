import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

export interface RatchetAddFlags {
  readonly preset?: string;
  readonly run?: string;
  readonly read?: 'number' | 'items' | 'tests';
  readonly pattern?: string;
  readonly better?: 'more' | 'fewer';
  readonly json: boolean;
}
export interface RatchetAcceptFlags {
  readonly reason?: string;
  readonly json: boolean;
}
export interface RatchetJson {
  readonly json: boolean;
}

const json = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;
const text = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, optional: true, brief, placeholder }) as const;
const oneName = { kind: 'tuple', parameters: [{ brief: 'The ratchet', parse: String, placeholder: 'name' }] } as const;

const addCommand = buildCommand<RatchetAddFlags, [string], CliContext>({
  docs: {
    brief: 'Measure something, and hold it from now on',
    fullDescription: `A file in .agents/ratchets says how it is measured and the best that was reached. Of items each is held by itself: one fixed and one new is worse, not the same.
Presets: tests, coverage, types, lint, limits, todo, size.

  twelvefold ratchet add todo --preset todo
  twelvefold ratchet add warnings --run "npm run lint" --read items --pattern "^(.*warning.*)$"`,
  },
  parameters: {
    positional: oneName,
    flags: {
      preset: text('A measure that is there already', 'name'),
      run: text('The program that measures', 'command'),
      read: {
        kind: 'enum',
        values: ['number', 'items', 'tests'],
        optional: true,
        brief: 'Its last number, one item a line, or the tests that passed',
      },
      pattern: text('Of the lines only those that fit; the first group is the item', 'regex'),
      better: {
        kind: 'enum',
        values: ['more', 'fewer'],
        optional: true,
        brief: 'Which way is better; fewer unless given',
      },
      json: json('The ratchet as one JSON object'),
    },
  },
  async func(flags, name) {
    const { runAdd } = await import('./ratchet-run.ts');
    await runAdd(this, flags, name);
  },
});

const listCommand = buildCommand<RatchetJson, [], CliContext>({
  docs: { brief: 'List what is held, with the best that was reached', fullDescription: '  twelvefold ratchet list' },
  parameters: { flags: { json: json('One JSON object {ratchets, problems}') } },
  async func(flags) {
    const { runList } = await import('./ratchet-run.ts');
    runList(this, flags);
  },
});

const checkCommand = buildCommand<RatchetJson, string[], CliContext>({
  docs: {
    brief: 'Measure, and fail where something is worse',
    fullDescription: `For a git hook and for CI. What cannot be measured has failed. Writes nothing.

  twelvefold ratchet check`,
  },
  parameters: {
    positional: { kind: 'array', parameter: { brief: 'Only these', parse: String, placeholder: 'name' } },
    flags: { json: json('One JSON object {ok, results, problems}') },
  },
  async func(flags, ...names) {
    const { runCheck } = await import('./ratchet-run.ts');
    await runCheck(this, flags, names);
  },
});

const tightenCommand = buildCommand<RatchetJson, [], CliContext>({
  docs: {
    brief: 'Take what has become better as the new bar',
    fullDescription: `Only where nothing is worse.

  twelvefold ratchet tighten`,
  },
  parameters: { flags: { json: json('One JSON object {ok, results, problems, tightened}') } },
  async func(flags) {
    const { runTighten } = await import('./ratchet-run.ts');
    await runTighten(this, flags);
  },
});

const acceptCommand = buildCommand<RatchetAcceptFlags, [string], CliContext>({
  docs: {
    brief: 'Let one get worse: for a person, with a reason',
    fullDescription: `The reason stays in the ledger.

  twelvefold ratchet accept size --reason "the new parser is worth 20 kB"`,
  },
  parameters: { positional: oneName, flags: { reason: text('Why', 'text'), json: json('One JSON object') } },
  async func(flags, name) {
    const { runAccept } = await import('./ratchet-run.ts');
    await runAccept(this, flags, name);
  },
});

export const ratchetRoutes = buildRouteMap({
  routes: { add: addCommand, list: listCommand, check: checkCommand, tighten: tightenCommand, accept: acceptCommand },
  docs: { brief: 'What may not get worse' },
});
