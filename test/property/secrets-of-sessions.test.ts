import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanCandidate } from '../../src/knowledge/clean-candidate.ts';
import { edit, fails, forgeStory, says, user, works } from '../unit/forge/story.ts';

/** As random as a real one: what is plainly a placeholder stays in a text. */
const token = (length: number) =>
  fc.nat().map((seed) => {
    const bytes = createHash('sha512').update(String(seed)).digest('base64url').replace(/[-_]/g, '');
    return `${bytes.slice(0, length - 3)}7Qz`;
  });
/** The secret itself, and how it stands in what somebody types or a program prints. */
const secret: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  token(36).map((text) => [text, `ghp_${text}`] as const),
  token(40).map((text) => [text, `sk-proj-${text}`] as const),
  token(24).map((text) => [text, `xoxb-123456789012-123456789012-${text}`] as const),
  token(14).map((text) => [text, `postgres://admin:${text}@db.internal/prod`] as const),
  token(43).map((text) => [text, `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${text}`] as const),
  token(40).map((text) => [text, `Authorization: Bearer ${text}`] as const),
  token(16).map((text) => [text, `DB_PASSWORD=${text}`] as const),
);
const filler = fc
  .array(fc.constantFrom('parser', 'reads', 'config', 'table', 'index', 'from', 'build', 'step'), { maxLength: 40 })
  .map((words) => words.join(' '));

it('K.14 what the forge words of a session holds no secret of it: not in full, not in part, not in lower case', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.tuple(secret, secret, secret), fc.tuple(filler, filler, filler), (secrets, [one, two, three]) => {
      const [typed, printed, said] = secrets.map(([, text]) => text);
      const command = `deploy --stage "${one}" ${typed}`;
      const candidates = forgeStory('claude-code', [
        user('run it'),
        fails(command, `error: unknown option --stage ${two} ${printed} in ${three}`),
        says(`The option --stage was renamed: use --env instead, with ${two} ${printed} because the parser needs it.`),
        works(command.replace('--stage', '--env'), `ok ${printed}`),
        says('Done.'),
        user(`no, never put ${three} ${said} in src/config.ts, always read it from the environment`),
        says(`You're right, it comes from the environment instead of ${said}`),
        edit('src/config.ts'),
      ]).map(cleanCandidate);
      found += candidates.length;
      const kept = JSON.stringify(candidates).toLowerCase();
      for (const [value] of secrets)
        for (let at = 0; at + 8 <= value.length; at++)
          expect(kept).not.toContain(value.slice(at, at + 8).toLowerCase());
    }),
    { numRuns: 150 },
  );
  expect(found).toBeGreaterThan(150);
});
