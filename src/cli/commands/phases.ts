import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly json: boolean;
}

const json = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;
const oneItem = {
  kind: 'tuple',
  parameters: [{ brief: 'The work item, or the beginning of its id', parse: String, placeholder: 'item' }],
} as const;
const lintJson = json('One JSON object {ok, files}');

const newResearch = buildCommand<Flags, [string], CliContext>({
  docs: {
    brief: 'Begin the research of a work item: a template to fill in',
    fullDescription: `Writes .agents/research/<item>.md with the commit that is looked at: five questions, what is there, what does not exist, constraints, recommendations, what could go wrong, files examined. One that is there is left as it is.

  twelvefold research new w-7k2m`,
  },
  parameters: { positional: oneItem, flags: { json: json('One JSON object {path, written}') } },
  async func(flags, id) {
    const { runNew } = await import('./phases-run.ts');
    runNew(this, 'research', flags.json, id);
  },
});

const newPlan = buildCommand<Flags, [string], CliContext>({
  docs: {
    brief: 'Begin the plan of a work item: a template to fill in',
    fullDescription: `Writes .agents/plans/<item>.md: the approach, and 3 to 20 steps with a check each. One that is there is left as it is.

  twelvefold plan new w-7k2m`,
  },
  parameters: { positional: oneItem, flags: { json: json('One JSON object {path, written}') } },
  async func(flags, id) {
    const { runNew } = await import('./phases-run.ts');
    runNew(this, 'plan', flags.json, id);
  },
});

const filesOrItems = {
  kind: 'array',
  parameter: { brief: 'Items or files; all there are otherwise', parse: String, placeholder: 'item|file' },
} as const;

const lintResearch = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Check research: sections, answers, files examined, what went stale',
    fullDescription: `Says what is missing with its line and the way out. Exit code 1 when something is; files that changed since the recorded commit are told and fail nothing.

  twelvefold research lint w-7k2m`,
  },
  parameters: { positional: filesOrItems, flags: { json: lintJson } },
  async func(flags, ...asked) {
    const { runLint } = await import('./phases-run.ts');
    runLint(this, 'research', flags.json, asked);
  },
});

const lintPlan = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Check plans: 3 to 20 steps, a check each, where a person looks',
    fullDescription: `Says what is missing with its line and the way out. Exit code 1 when something is.

  twelvefold plan lint w-7k2m`,
  },
  parameters: { positional: filesOrItems, flags: { json: lintJson } },
  async func(flags, ...asked) {
    const { runLint } = await import('./phases-run.ts');
    runLint(this, 'plan', flags.json, asked);
  },
});

const showJson = json('One JSON object {path, item, text, problems, stale, …}');

const showResearch = buildCommand<Flags, [string], CliContext>({
  docs: { brief: 'Show the research of a work item', fullDescription: '  twelvefold research show w-7k2m' },
  parameters: { positional: oneItem, flags: { json: showJson } },
  async func(flags, id) {
    const { runShow } = await import('./phases-run.ts');
    runShow(this, 'research', flags.json, id);
  },
});

const showPlan = buildCommand<Flags, [string], CliContext>({
  docs: { brief: 'Show the plan of a work item', fullDescription: '  twelvefold plan show w-7k2m' },
  parameters: { positional: oneItem, flags: { json: showJson } },
  async func(flags, id) {
    const { runShow } = await import('./phases-run.ts');
    runShow(this, 'plan', flags.json, id);
  },
});

const findCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Look through what was found out before',
    fullDescription: `Findings, what does not exist, constraints and recommendations of all research here.

  twelvefold research find comments in the lexer`,
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'What to look for', parse: String, placeholder: 'words' },
    },
    flags: { json: json('One JSON object {found}') },
  },
  async func(flags, ...words) {
    const { runFind } = await import('./phases-run.ts');
    runFind(this, flags.json, words.join(' '));
  },
});

export const researchRoutes = buildRouteMap({
  routes: { new: newResearch, lint: lintResearch, show: showResearch, find: findCommand },
  docs: { brief: 'Find out before building: what is there, what is not, what could go wrong' },
});

export const planRoutes = buildRouteMap({
  routes: { new: newPlan, lint: lintPlan, show: showPlan },
  docs: { brief: 'Small steps with a check each, before building' },
});
