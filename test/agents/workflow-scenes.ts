import type { Scenario } from './model/scenario.ts';
import type { StoryPlace } from './place.ts';

/** The repository of the story: a shop that counts in whole cents, with two tests. */
export function fillRepository({ write, git }: Pick<StoryPlace, 'write' | 'git'>): void {
  write(
    'package.json',
    `${JSON.stringify({ name: 'shop', private: true, scripts: { test: 'node --test' } }, null, 2)}\n`,
  );
  write('src/cents.mjs', `${showsCents}\n`);
  write(
    'test/cents.test.mjs',
    `import { equal } from 'node:assert';
import { test } from 'node:test';
import { show } from '../src/cents.mjs';
test('shows whole amounts', () => equal(show(1200), '12.00'));
test('shows cents', () => equal(show(1205), '12.05'));
`,
  );
  git('add', '.');
  git('commit', '-qm', 'Show amounts');
}

export const showsCents = 'export const show = (cents) => (cents / 100).toFixed(2);';

/** Known before, about nothing that happens here. */
export const irrelevant = {
  file: 'docs/letter.md',
  statement: 'Letters in docs/letter.md are set in two columns; a third one does not print.',
} as const;

export const items = {
  prices: {
    title: 'Read prices from text',
    criterion: '`npm test` passes with tests for 12.50 and 0.29',
    scope: ['src/price.mjs', 'test/price.test.mjs'],
  },
  cart: {
    title: 'Add up a cart',
    criterion: '`npm test` passes with a cart of two prices',
    scope: ['src/cart.mjs', 'test/cart.test.mjs'],
  },
} as const;

/** A command whose exit code is to be seen. */
const seen = (command: string) => `${command}; echo "exit $?"`;
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const file = (path: string, text: string) => `cat > ${path} <<'END'\n${text}\nEND`;
const commit = (message: string) => `git add -A && git commit -qm ${quoted(message)}`;
const record = `git add -A && { git diff --cached --quiet || git commit -qm 'Record what happened'; }`;
const begins = (id: string, phase: string) => `You take up work item ${id}, in the phase ${phase} of`;

export const planPrompt = 'Plan how the shop reads prices and adds up a cart.';

/** Two pieces of work, the second after the first, which cannot be taken before. */
export function planning(): Scenario {
  const added = ({ title, criterion, scope }: (typeof items)[keyof typeof items]) =>
    `twelvefold work add ${quoted(title)} --criterion ${quoted(criterion)} ${scope.map((path) => `--scope ${path}`).join(' ')}`;
  const id = `node -pe 'JSON.parse(require("fs").readFileSync(0, "utf8")).item.id'`;
  return [
    {
      prompt: planPrompt,
      steps: [
        {
          say: 'Two pieces of work.',
          run: `first=$(${added(items.prices)} --json | ${id}); second=$(${added(items.cart)} --depends $first --json | ${id}); ${seen('twelvefold work claim $second')}`,
        },
        { say: 'The second waits for the first.', run: 'twelvefold work ready --explain' },
        { say: 'I keep both.', run: commit('Plan prices and the cart') },
        { say: 'Planned.' },
      ],
    },
  ];
}

/** What the research found, under the template's front matter. */
const found = `# Research: ${items.prices.title}

## Questions

1. What is there already? \`show\` prints cents (src/cents.mjs:1).
2. What is not there? Anything that reads an amount.
3. How does it work? Amounts are whole cents everywhere.
4. Which constraints hold? No dependency may be added.
5. Which approach is right? Read the text as a number and make it whole cents.

## Findings

- Amounts are whole cents; only \`show\` divides (src/cents.mjs:1)

## Does not exist

- No parser of numbers, looked in src and test

## Constraints

- Nothing but Node

## Recommendations

- One function \`price\`, which gives whole cents

## Pre-mortem

| what goes wrong | risk | impact | mitigation | checkpoint |
|---|---|---|---|---|
| A float is stored | HIGH | wrong invoices | a test with 0.29 | validate |

## Files examined

- src/cents.mjs
- test/cents.test.mjs`;

/** Wants to begin at once and is held back; finds out, decides, and leaves both behind. */
export function researching(id: string, repo: string): Scenario {
  return [
    {
      prompt: begins(id, 'research'),
      steps: [
        { say: 'I begin the document.', run: `twelvefold research new ${id}` },
        { say: 'I look.', open: `${repo}/src/cents.mjs` },
        {
          say: 'That is one line, I change it right away.',
          edit: { path: `${repo}/src/cents.mjs`, from: showsCents, to: `${showsCents} // and price` },
        },
        {
          say: 'Then I write down what I found.',
          run: `doc=$(ls .agents/research/*.md); sed -n '1,/^---$/p' "$doc" > "$TMPDIR/new.md"; cat >> "$TMPDIR/new.md" <<'END'\n${found}\nEND\ncp "$TMPDIR/new.md" "$doc"; ${seen(`twelvefold research lint ${id}`)}`,
        },
        {
          say: 'One thing is decided by it.',
          run: `twelvefold decide 'Prices are whole cents' --context 'A float loses cents' --decision 'price() gives an integer' --consequences 'No division before show()' --alternatives 'Decimal strings: nothing else here has them' --item ${id} --scope src/price.mjs`,
        },
        { say: 'I leave it for whoever builds.', run: record },
        { say: 'Research is done.' },
      ],
    },
  ];
}

/** Begins to find out and wants to build; once it has left the item, it may. */
export function leaving(id: string, repo: string): Scenario {
  const edit = { path: `${repo}/src/cents.mjs`, from: showsCents, to: `${showsCents} // and total` };
  return [
    {
      prompt: begins(id, 'research'),
      steps: [
        { say: 'I begin the document.', run: `twelvefold research new ${id}` },
        { say: 'I add it right away.', edit },
        { say: 'Then I leave it.', run: `cat src/cents.mjs; ${seen(`twelvefold work release ${id}`)}` },
        { say: 'Now by myself.', edit },
        { say: 'That was not wanted.', run: `cat src/cents.mjs; git checkout -q src; ${record}` },
        { say: 'Left.' },
      ],
    },
  ];
}

const priceTest = `import { equal } from 'node:assert';
import { test } from 'node:test';
import { price } from '../src/price.mjs';
test('reads a price', () => equal(price('12.50'), 1250));
test('reads cents that a float does not hold', () => equal(price('0.29'), 29));`;

export const approach = 'Read prices by multiplying';
export const lastWords = 'I stop here, my context is full.';

/** Builds it with the fault that the research warned of; the check fails, and it gives the item back. */
export function failing(id: string): Scenario {
  return [
    {
      prompt: begins(id, 'implement'),
      steps: [
        { say: 'I take it.', run: seen(`twelvefold work claim ${id}`) },
        {
          say: 'I build it.',
          run: `${file('test/price.test.mjs', priceTest)}\n${file('src/price.mjs', 'export const price = (text) => Number(text) * 100;')}\n${commit(approach)}`,
        },
        { say: 'Is it right?', run: seen(`twelvefold validate ${id}`) },
        { say: 'It is not.', run: `${record}; twelvefold work release ${id} --reason 'the check fails'; ${record}` },
        { say: lastWords },
      ],
    },
  ];
}

/** Builds on what failed; its checks pass, and that is not enough. */
export function mending(id: string): Scenario {
  return [
    {
      prompt: begins(id, 'implement'),
      steps: [
        { say: 'I take it.', run: seen(`twelvefold work claim ${id}`) },
        {
          say: 'Multiplying was tried; I round.',
          run: `${file('src/price.mjs', 'export const price = (text) => Math.round(Number(text) * 100);')}\n${commit('Round prices to whole cents')}`,
        },
        { say: 'Is it right?', run: seen(`twelvefold validate ${id}`) },
        { say: 'I close it.', run: seen(`twelvefold work close ${id}`) },
        { say: 'Then I look at it myself.', run: seen(`twelvefold validate ${id} --review --note 'fine'`) },
        { say: 'Somebody else has to.', run: record },
        { say: 'It waits for a look by somebody else.' },
      ],
    },
  ];
}

export const note = 'Both tests of the criterion are there; rounding gives whole cents.';

/** Another agent looks at the change. */
export function reviewing(id: string): Scenario {
  return [
    {
      prompt: begins(id, 'validate'),
      steps: [
        { say: 'I look at the change.', run: 'git show --stat HEAD~1 && cat src/price.mjs test/price.test.mjs' },
        { say: 'It does what was asked.', run: seen(`twelvefold validate ${id} --review --note ${quoted(note)}`) },
        { say: 'I do not have it, so I cannot close it.', run: seen(`twelvefold work close ${id}`) },
        { say: 'What I found is kept.', run: record },
        { say: 'Validated.' },
      ],
    },
  ];
}

export const closePrompt = 'The other one has looked at it. Close it and bring it to origin.';

/** The session that built it goes on. */
export function closing(id: string): Scenario {
  return [
    {
      prompt: closePrompt,
      steps: [
        { say: 'Now it closes.', run: seen(`twelvefold work close ${id}`) },
        { say: 'More tests pass than before.', run: seen('twelvefold ratchet tighten') },
        { say: 'I bring it there.', run: `${record}; ${seen('git push -q origin main')}` },
        { say: 'Closed.' },
      ],
    },
  ];
}

/** Builds the second item, and takes away a test that the first one won; is stopped and puts it back. */
export function breaking(id: string, first: string): Scenario {
  const cartTest = `import { equal } from 'node:assert';
import { test } from 'node:test';
import { total } from '../src/cart.mjs';
test('adds up', () => equal(total(['12.50', '0.29']), 1279));`;
  const cart = `import { price } from './price.mjs';
export const total = (prices) => prices.reduce((sum, text) => sum + price(text), 0);`;
  return [
    {
      prompt: begins(id, 'implement'),
      steps: [
        { say: 'I take it.', run: seen(`twelvefold work claim ${id} --skip-research 'a sum over what is there'`) },
        {
          say: 'The cart covers prices too, so their tests can go.',
          run: `${file('src/cart.mjs', cart)}\n${file('test/cart.test.mjs', cartTest)}\ngit rm -q test/price.test.mjs; ${commit('Add up a cart')}`,
        },
        { say: 'I bring it there.', run: seen('git push -q origin main') },
        { say: 'What is wrong?', run: seen('twelvefold ratchet check') },
        { say: 'Then it may be worse.', run: seen("twelvefold ratchet accept tests --reason 'covered by the cart'") },
        { say: 'And validating?', run: seen(`twelvefold validate ${id}`) },
        {
          say: 'I put the tests back.',
          run: `git checkout -q HEAD~1 -- test/price.test.mjs; ${commit('Keep the tests of prices')}; ${seen('git push -q origin main')}`,
        },
        { say: 'Prices with a comma are not read, though.', run: seen(`twelvefold work claim ${first}`) },
        {
          say: 'So that goes on in a child.',
          run: seen(`twelvefold work reopen ${first} --reason 'prices with a comma are not read'`),
        },
        { say: 'I keep that.', run: record },
        { say: 'Done.' },
      ],
    },
  ];
}
