import type { Scenario } from './model/scenario.ts';
import type { StoryPlace } from './place.ts';

/** The repository of the story: its tests need tables that a script generates from the grammar, as the parser is. */
export function fillShop({ write, git }: Pick<StoryPlace, 'write' | 'git'>): void {
  const scripts = { test: 'node test.mjs', generate: 'node generate.mjs' };
  write('package.json', `${JSON.stringify({ name: 'shop', private: true, scripts }, null, 2)}\n`);
  write('grammar.json', `${grammar}\n`);
  write('src/parser.mjs', `${rules}\n`);
  write('src/invoice.mjs', 'export const total = 0;\n');
  write(
    'generate.mjs',
    `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
mkdirSync('build', { recursive: true });
writeFileSync('build/tables.json', readFileSync('grammar.json'));
console.log('tables written');
`,
  );
  write(
    'test.mjs',
    `import { existsSync } from 'node:fs';
if (!existsSync('build/tables.json')) {
  console.error('Error: grammar tables are missing (build/tables.json)');
  process.exit(1);
}
console.log('ok: 12 passed');
`,
  );
  write('.gitignore', 'build/\n');
  git('add', '.');
  git('commit', '-qm', 'Start');
}

const grammar = '{ "rules": ["list"] }';
const rules = "export const rules = ['list'];";

/** What the session one teaches, and where the session two needs it. */
export const lessons = {
  start: /^Always write commit messages in the imperative mood\.$/,
  error: /^`npm test`.* fails with "Error: grammar tables are missing .*Run `npm run generate` first\.$/,
  file: /^Never edit `src\/parser\.mjs` by hand: it is generated from `grammar\.json`\.$/,
} as const;

/** Known before, about a file that no session touches. */
export const irrelevant = {
  file: 'src/invoice.mjs',
  statement: 'Amounts in src/invoice.mjs are whole cents; a float loses one in a thousand invoices.',
} as const;

const prompts = {
  task: 'Add the rule for ranges to the parser, with the tests green.',
  generated: 'No, never edit src/parser.mjs by hand: it is generated from grammar.json.',
  style: 'No, we always write commit messages in the imperative mood.',
} as const;

export const firstPrompts: readonly string[] = Object.values(prompts);

/** Fails a command and mends it; is corrected on a file, and on its style. */
export function firstSession(repo: string): Scenario {
  return [
    {
      prompt: prompts.task,
      steps: [
        { say: 'First the tests as they are.', run: 'npm test' },
        { say: 'The tables are not there yet. I generate them.', run: 'npm run generate' },
        { say: 'Again.', run: 'npm test' },
        { say: 'Now the parser.', open: `${repo}/src/parser.mjs` },
        {
          say: 'I add the rule.',
          edit: { path: `${repo}/src/parser.mjs`, from: rules, to: "export const rules = ['list', 'range'];" },
        },
        { say: 'Done. The commit message is "Added the rule for ranges".' },
      ],
    },
    {
      prompt: prompts.generated,
      steps: [
        { say: 'You are right, src/parser.mjs is generated from grammar.json.', open: `${repo}/grammar.json` },
        {
          say: 'I change the grammar.',
          edit: { path: `${repo}/grammar.json`, from: grammar, to: '{ "rules": ["list", "range"] }' },
        },
        { say: 'Done.' },
      ],
    },
    {
      prompt: prompts.style,
      steps: [{ say: 'You are right. The commit message is "Add the rule for ranges" then.' }],
    },
  ];
}

export const secondPrompt = 'Is everything in order for the release?';

/** Meets what session one met: the failing command, and the generated file. Does what it is told, and says so. */
export function secondSession(repo: string, gotcha: string): Scenario {
  return [
    {
      prompt: secondPrompt,
      steps: [
        { say: 'I run the tests.', run: 'npm test' },
        { say: 'It fails. What is there?', run: 'ls' },
        { say: 'The tables are missing.', run: 'npm run generate' },
        { say: 'Again.', run: 'npm test' },
        { say: 'I look at the parser.', open: `${repo}/src/parser.mjs` },
        { say: `All is in order. The parser is generated, as ${gotcha} says, so I leave it alone.` },
      ],
    },
  ];
}

export const thirdPrompt = 'Ask what is known about the tests, and keep what is new.';

/** What the model writes down by itself. */
export const written =
  'Delete build/ before a release: the tables in build/tables.json are not renewed when the grammar changes.';

/** What it writes down with a command, from inside its sandbox where it has one. */
export const dropped = 'Run `npm run generate` with a clean tree only: it reads grammar.json as it lies there.';

/** What it hands over to whoever goes on. */
export const handedOver =
  'Goal: rules for ranges in the parser\nDone: the grammar\nDecisions: the parser is generated\nNext: the tables of the release';

/** Calls the tools of the program's own server, and the program itself. */
export const thirdSession = (cited: string): Scenario => [
  {
    prompt: thirdPrompt,
    steps: [
      {
        say: 'I ask.',
        call: { tool: 'recall', input: { text: 'npm test: grammar tables are missing', kind: 'error' } },
      },
      {
        say: 'I keep it.',
        call: { tool: 'learn', input: { statement: written, kind: 'gotcha', scope: ['generate.mjs'] } },
      },
      { say: 'I used it.', call: { tool: 'cite', input: { id: cited, outcome: 'passed', note: 'The tables came.' } } },
      { say: 'I hand over.', call: { tool: 'handoff', input: { text: handedOver } } },
      { say: 'And with the command.', run: `twelvefold learn add --kind gotcha --scope generate.mjs '${dropped}'` },
      { say: 'Done.' },
    ],
  },
];
