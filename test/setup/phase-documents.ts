/** Complete research, without front matter, about two files. */
export const research = `# Research: Accept comments

## Questions

1. What is there already? A lexer without comments (src/lexer.ts:1).
2. What is not there? Any notion of trivia.
3. How does it work? Character by character.
4. Which constraints hold?
   The tree's form is public.
5. Which approach is right? Skip them in the lexer.

## Findings

- The lexer reads one character ahead (src/lexer.ts:1)

## Does not exist

- No printer for comments, looked in src

## Constraints

- The tree stays as it is

## Recommendations

- Skip comments in the lexer

## Pre-mortem

| what goes wrong | risk | impact | mitigation | checkpoint |
|---|---|---|---|---|
| Strings with slashes | HIGH | wrong trees | a test for each | step 2 |

## Files examined

- \`src/lexer.ts\`: all of it
- README.md
`;

/** A complete plan. */
export const plan = `# Plan: Accept comments

## Approach

The lexer skips comments; the tree stays as it is.

## Steps

1. Skip line comments
   Check: \`npm test -- lexer\` passes
2. Leave slashes in strings alone
   - Check: the new test
3. [human] Say so in the manual
   Check: a person has read it
`;
