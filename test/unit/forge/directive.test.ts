import { describe, expect, it } from 'vitest';
import { directivesOf } from '../../../src/knowledge/forge/directive.ts';
import { settle } from '../../../src/knowledge/forge/either-or.ts';
import { isBare } from '../../../src/knowledge/forge/wish.ts';

const rules = (text: string) => directivesOf(text).flatMap((one) => (one.task || one.rule === '' ? [] : [one.rule]));

describe("the user's words as a rule", () => {
  it.each([
    ['no, we use pnpm here, not npm', 'Use pnpm, not npm, in this repository.'],
    ["don't use npm, use pnpm", 'Use pnpm, not npm.'],
    ['not npm, pnpm please', 'Use pnpm, not npm.'],
    ['use bun instead of node for the scripts', 'Use bun instead of node for the scripts.'],
    ['nope. Use `uv run`, never bare python', 'Use `uv run`, not bare python.'],
    ['run tests with `just test`, not pytest directly', 'Run tests with `just test`, not pytest directly.'],
    ["can't the tests be table driven?", 'The tests should be table driven.'],
    ["why isn't the table sorted by date?", 'The table should be sorted by date.'],
    [
      "don't touch the loader in src/legacy/, it is frozen until v3",
      'Do not touch the loader in src/legacy/: it is frozen until v3.',
    ],
    [
      'no, never edit src/parser.mjs by hand: it is generated from grammar.json',
      'Never edit src/parser.mjs by hand: it is generated from grammar.json.',
    ],
    [
      "and we don't need backward compatibility this will make things over complicated",
      'No need for backward compatibility: this would make things over complicated.',
    ],
    [
      'no, never use floats for money here. Amounts are integer cents everywhere, see src/price.ts',
      'Never use floats for money. Amounts are integer cents everywhere, see src/price.ts.',
    ],
    [
      "don't write migrations by hand, run python manage.py makemigrations",
      'Do not write migrations by hand: run python manage.py makemigrations instead.',
    ],
    ['we always use class based views, please change it', 'Always use class based views.'],
    ['use names that do not end in s', 'Use names that do not end in s.'],
    ['do not explicitly set the locale in tests', 'Do not explicitly set the locale in tests.'],
    ['always run make fmt before committing', 'Always run make fmt before committing.'],
    ['stop adding comments everywhere', 'Avoid adding comments everywhere.'],
    ['no, the config lives in config/app.yaml', 'The config lives in config/app.yaml.'],
    ['wrong file, migrations live in db/migrate', 'Migrations live in db/migrate.'],
    ['errors go to stderr, not stdout', 'Errors go to stderr, not stdout.'],
    ['i want errors to be returned, not thrown', 'Errors should be returned, not thrown.'],
    ['do not open a PR unless I ask', 'Do not open a PR unless asked.'],
    ["i'd prefer tabs over spaces", 'Prefer tabs over spaces.'],
    ['it should be called `Workspace`, not project', 'Say `Workspace`, not project.'],
    ['in this repo we sign commits', 'Sign commits, in this repository.'],
    [
      'we deploy from the release branch, never from main',
      'Deploy from the release branch, not from main, in this repository.',
    ],
    ["that's not how we name branches, it's feat/<slug>", 'Name branches like this: feat/<slug>.'],
    ['instead of sleeping just wait for the healthcheck', 'Wait for the healthcheck instead of sleeping.'],
    ["we're on python 3.9, no match statements", 'This repository is on python 3.9: no match statements.'],
    ['prod uses postgres 12, so no generated columns', 'Prod uses postgres 12, so no generated columns.'],
    [
      "the api returns snake_case, don't convert it in the client",
      'The api returns snake_case: do not convert it in the client.',
    ],
    ['you cited a blog, we only cite reviewed sources', 'Only cite reviewed sources.'],
    ['all public functions need a docstring', 'All public functions need a docstring.'],
    ['run the linter before you commit please', 'Run the linter before committing.'],
    ['i told you to not touch package-lock.json', 'Do not touch package-lock.json.'],
    ["hmm i'd rather have this separate, core shouldn't depend on aws", 'Core should not depend on aws.'],
    ['we call them learnings, not lessons', 'Say learnings, not lessons, in this repository.'],
    ['drop redis, keep the session cache on disk', 'Keep the session cache on disk.'],
    [
      "you can't import from ../internal in the public package",
      'Do not import from ../internal in the public package.',
    ],
    ['only admins may delete projects', 'Only admins may delete projects.'],
    // Prose work.
    ['I want sentence case in headings, not title case', 'Use sentence case in headings, not title case.'],
    ['the abstract must not exceed 200 words', 'The abstract must not exceed 200 words.'],
    ['British spelling please', 'Use British spelling.'],
    ['no em dashes', 'No em dashes.'],
    ['cite the original paper, not the blog post', 'Cite the original paper, not the blog post.'],
    ['numbers under ten are written in words', 'Numbers under ten are written in words.'],
    ['too long, keep abstracts under 150 words', 'Keep abstracts under 150 words.'],
  ])('VII.4 reads "%s" as "%s"', (said, rule) => {
    expect(rules(said)).toEqual([rule]);
  });

  it.each([
    'make these two buttons more visible, on the left side',
    'can we change the implementation to use two gradient functions?',
    'also ci failed please fix. https://example.org/acme/shop/actions/runs/1',
    "don't create a pr, just a commit",
    'no changes yet, just the analysis',
    'the transition seems a bit too strong on small segments',
    'if the segment becomes larger, the gradient does not work anymore',
    'what is the difference between must and should in this file?',
    'should we store the cache in redis or on disk?',
    'do you believe this aligns better with best practices?',
    'why did you use a map here',
    'import { z } from "zod";',
    'fix both',
    'never mind, leave it as it was',
    'use the staging database for this',
    'the third paragraph is too long, split it',
    "let's just patch the leak for now and defer the rewrite to next year",
    'explain how the folder structure works so I can compare',
    'if another index is asked for, but not explicitly in the form index:query, it will search all',
  ])('VII.4 finds no rule in "%s"', (said) => {
    expect(rules(said)).toEqual([]);
  });

  it('VII.4 gives no rule where words of the first or second person would be left', () => {
    expect(directivesOf('we should keep my approach from the other branch').map((one) => one.rule)).toEqual(['']);
  });

  it('VII.4 says what a rule points at and does not name', () => {
    expect(directivesOf("can't these be table driven like the others?")[0]).toMatchObject({ pointing: 'subject' });
    expect(directivesOf('keep the old name')[0]).toMatchObject({ pointing: 'object' });
    expect(directivesOf('tests should hit the real database')[0]).toMatchObject({ pointing: null });
  });

  it('VII.4 joins a question between two things with its answer', () => {
    expect(settle('should we store the cache in redis or on disk?', 'disk')?.rule).toBe(
      'Store the cache on disk, not in redis',
    );
    expect(settle('Should plans be JSON or Markdown?', 'Free-form Markdown')?.rule).toBe(
      'Plans should be Markdown, not JSON',
    );
    expect(settle('should we store the cache in redis or on disk?', 'neither, drop it')).toBeNull();
  });

  it.each(['commit', 'yes, go ahead', 'push it', 'ok', 'continue please', '/compact', 'lgtm', '2'])(
    'VII.4 takes "%s" for a bare prompt',
    (text) => expect(isBare(text)).toBe(true),
  );
});
