import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

const kinds = ['decision', 'failure', 'pattern', 'gotcha', 'model', 'preference', 'command', 'correction'] as const;
type KindName = (typeof kinds)[number];

export interface LearnFlags {
  readonly kind: KindName;
  readonly statement?: string;
  readonly title?: string;
  readonly scope?: readonly string[];
  readonly symptom?: readonly string[];
  readonly tag?: readonly string[];
  readonly section?: readonly string[];
  readonly evidence?: readonly string[];
  readonly confidence: number;
  readonly session?: string;
  readonly agent?: string;
  readonly publish: boolean;
  readonly json: boolean;
}

export interface ImportFlags {
  readonly trust: boolean;
  readonly author?: string;
  readonly json: boolean;
}

const json = { kind: 'boolean', default: false, withNegated: false, brief: 'JSON, one object a learning' } as const;
const many = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, variadic: true, optional: true, brief, placeholder }) as const;
const text = (brief: string) => ({ kind: 'parsed', parse: String, optional: true, brief }) as const;

const addCommand = buildCommand<LearnFlags, string[], CliContext>({
  docs: {
    brief: 'Write down a learning',
    fullDescription: `Keeps one learning. The gate asks of it what it asks of every other: specific, actionable, not there yet.

  twelvefold learn add --kind gotcha "Run \`npm test\` in packages/core: the root has no test script" --scope package.json
  twelvefold learn - < lesson.md          a learning file, JSON lines or a plain sentence from standard input`,
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'The statement, or `-` for standard input', parse: String, placeholder: 'statement' },
    },
    flags: {
      kind: { kind: 'enum', values: kinds, default: 'pattern', brief: 'What it is' },
      statement: text('One or two sentences that stand alone: what it is about and what to do'),
      title: text('One line; made from the statement when left out'),
      scope: many('Paths, globs or commands it applies to', 'path'),
      symptom: many('What one sees when one meets it: the text of an error', 'text'),
      tag: many('Words to find it by', 'word'),
      section: many('A section of its template, as "When to use=…"', 'name=text'),
      evidence: many('What shows it: path:line or a commit; each must exist', 'reference'),
      confidence: { kind: 'parsed', parse: parseShare, default: '0.9', brief: 'How sure you are, from 0 to 1' },
      session: text('The session in which it was learned'),
      agent: text('The agent that writes it, by its name; what an agent reasoned waits for review'),
      publish: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Publish it to .agents/learnings at once',
      },
      json,
    },
  },
  async func(flags, ...words) {
    const { runLearn } = await import('./learn-run.ts');
    await runLearn(this, flags, words.join(' '));
  },
});

const newCommand = buildCommand<{ readonly kind: KindName | 'all'; readonly json: boolean }, [], CliContext>({
  docs: {
    brief: 'Print the template of a kind, to fill in and pass to `learn -`',
    fullDescription: `Prints an empty learning file with the questions of its kind; without a kind, the questions to ask at the end of a session.

  twelvefold learn new --kind failure > lesson.md && $EDITOR lesson.md && twelvefold learn - < lesson.md`,
  },
  parameters: {
    flags: { kind: { kind: 'enum', values: [...kinds, 'all'], default: 'all', brief: 'What it will be' }, json },
    aliases: {},
  },
  async func(flags) {
    const { printTemplate } = await import('./learn-run.ts');
    printTemplate(this, flags.kind, flags.json);
  },
});

const checkCommand = buildCommand<{ readonly json: boolean }, string[], CliContext>({
  docs: {
    brief: 'Check learning files against the template of their kind',
    fullDescription: `Says what is missing in a learning file: the statement, its symptoms, when to use it and when not. Exit code 1 when something is.

  twelvefold learn check .agents/learnings`,
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'Learning files, or folders of them', parse: String, placeholder: 'file' },
    },
    flags: { json },
  },
  async func(flags, ...files) {
    const { checkFiles } = await import('./learn-run.ts');
    checkFiles(this, files, flags.json);
  },
});

const importCommand = buildCommand<ImportFlags, string[], CliContext>({
  docs: {
    brief: 'Take in learnings from a file or a folder',
    fullDescription: `Reads JSON lines ({id, kind, statement, scope}), a hand-written learnings.md, or the .agents/learnings folder of the
reference tool. Importing the same again changes nothing, and nothing in the files is run.

  twelvefold learn import learnings.md --author Ada     what Ada stands for is used at once
  twelvefold learn import team.jsonl --trust            published as it is: no gate, no search for duplicates`,
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'Files or folders', parse: String, placeholder: 'file' },
    },
    flags: {
      trust: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Your own published knowledge: straight to .agents/learnings',
      },
      author: text('Who stands for it; without one it is a file’s word and waits for review'),
      json: { ...json, brief: 'One JSON object with the counts' },
    },
  },
  async func(flags, ...files) {
    const { runImport } = await import('./learn-run.ts');
    await runImport(this, flags, files);
  },
});

export const learnRoutes = buildRouteMap({
  routes: { add: addCommand, new: newCommand, check: checkCommand, import: importCommand },
  defaultCommand: 'add',
  docs: { brief: 'Write down or take in learnings' },
});

function parseShare(value: string): number {
  const share = Number(value);
  if (!(share >= 0 && share <= 1)) throw new Error('a number from 0 to 1');
  return share;
}
