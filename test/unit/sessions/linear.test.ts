import { describe, expect, it } from 'vitest';
import { sectionsOf } from '../../../src/context/handoff/sections.ts';
import { quoteCommands } from '../../../src/knowledge/cite/quote-commands.ts';
import { quotedSpans } from '../../../src/knowledge/cite/quoted-span.ts';
import { directivesOf } from '../../../src/knowledge/forge/directive.ts';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';
import { sentencesOf } from '../../../src/knowledge/forge/prose.ts';
import { isBare, wishOf } from '../../../src/knowledge/forge/wish.ts';
import { suspicionOf } from '../../../src/knowledge/gate/injection.ts';
import { unworthyBecause } from '../../../src/knowledge/gate/worth.ts';
import { readMarkdown } from '../../../src/knowledge/import/markdown.ts';
import { titleOf } from '../../../src/knowledge/learning-file.ts';
import { learningId } from '../../../src/knowledge/learning-id.ts';
import { termsOf } from '../../../src/knowledge/recall/terms.ts';
import { redact } from '../../../src/knowledge/redact/redact.ts';
import { readScriptOutput } from '../../../src/runtimes/codex/script-output.ts';
import { readScript } from '../../../src/runtimes/codex/script-source.ts';
import { shapeContent } from '../../../src/runtimes/droid/results.ts';
import { claimsDone } from '../../../src/sessions/claim.ts';
import { commandFamilies, onlyLooks } from '../../../src/sessions/command-family.ts';
import { errorLines, errorSignature, errorTerms, normaliseError } from '../../../src/sessions/error-signature.ts';
import { failureOf, showsPass } from '../../../src/sessions/failure.ts';
import { stripInjected, stripNotices } from '../../../src/sessions/fence.ts';
import { normalRemote } from '../../../src/sessions/repository-match.ts';
import { userWords } from '../../../src/sessions/user-words.ts';
import { session } from './session-builder.ts';

const where = { line: 1, at: null, sidechain: false, callId: 'c' };
const failure = (command: string, text: string) =>
  failureOf(
    { ...where, type: 'tool_call', tool: 'Bash', action: 'shell', command, paths: [], detail: null },
    { ...where, type: 'tool_result', text, failed: null, exitCode: 0 },
  );
/** An item of a script's output, with its header above. */
const shown = (text: string) => (before: string) => ({
  text: `Script completed\nWall time 1 seconds\nOutput:\n${before}${text}`,
});
/** A failure, what was said of it, what worked, and what a person said to it. */
const forged = (text: string) =>
  forgeSession(
    session()
      .info()
      .user('go on')
      .runs('npm test', 1, `Error: it broke\n${text}`)
      .says(`It broke because ${text}`)
      .runs(`npm test ${text}`, 0, text)
      .user(`no, never ${text}`)
      .says(`You're right. ${text}`)
      .edit('/repo/src/a.ts').events,
  );

/** What reads texts of transcripts, outputs and repositories. */
const readers: readonly (readonly [what: string, read: (text: string) => unknown])[] = [
  ['failures of a check', (text) => failure('npm test', text)],
  ['failures of a program', (text) => failure('shop sync', text)],
  ['a command that failed', (text) => failure(text, 'boom')],
  ['passes', showsPass],
  ['error lines', (text) => errorLines(`error: ${text}`)],
  ['error signatures', (text) => [errorSignature(text), normaliseError(`error ${text}`), errorTerms(text)]],
  ['command families', (text) => [commandFamilies(text), onlyLooks(text)]],
  ["users' words", userWords],
  ['injected text', (text) => [stripInjected(text), stripNotices(text)]],
  ['claims', claimsDone],
  ['remotes', normalRemote],
  ['results with an exit code', (text) => shapeContent(text, null, true)],
  ['scripts of code mode', (text) => [readScript(text), readScript(`tools.exec_command({cmd:${text}`)]],
  [
    'what scripts show',
    (text) => readScriptOutput(['', `{"chunk_id":"a","exit_code":1,"output":"`].map(shown(text)), true),
  ],
  ['rules in words', (text) => [directivesOf(text), directivesOf(`always ${text}`)]],
  ['wishes', (text) => [isBare(text), wishOf(text)]],
  ['sentences', sentencesOf],
  ['a whole session', forged],
  ['secrets', (text) => redact(`${text}\n-----END PRIVATE KEY-----`)],
  ['suspicions', (text) => suspicionOf(text, 'web')],
  ['worth', (text) => unworthyBecause(text, 'preference')],
  ['titles and ids', (text) => [titleOf(text), learningId('command', text)]],
  ['notes', (text) => readMarkdown(`# Notes\n## ${text}\n- ${text}\n${text}`, 'learnings.md')],
  ['handoffs', (text) => sectionsOf(`## ${text}\n${text}`)],
  ['search terms', termsOf],
  // No statement is longer.
  ['quotations', (text) => [quoteCommands(text.slice(0, 4000)), quotedSpans(text.slice(0, 4000))]],
];

/** Pieces that, put one behind the other, make patterns try one way after another. */
const pieces = [
  ...['=', ' ', '\t', '\n', ' \n', '0', 'a', 'A', 'aA', '.', ',', ';', ':', '-', '_', '/', '\\', '*', '#', '!', '?'],
  ...['"', "'", '`', '(', ')', '[', ']', '{', '<', '>', '|', '&', '$', '@', '~', '\u001b[', '\r', '\r\n'],
  ...['a:1:1:', '0 A', '00 A', '../', 'a/', 'a.b', '--a ', '`a` ', '[](', '](', '<!-- ', '- [ ] ', 'a, ', 'a. ', 'a? '],
  ...['1 failed, ', '0 pass', 'Error: ', 'please ', 'great00', 'and push ', 'not ', 'never ', 'use a, not b. '],
  ...['git commit && ', 'nc -', 'eyJ-', '://a:b@', 'line\t', 'was changed', 'let me ', 'usage:', 'is required:'],
  ...['a b ', '-c ', '-m ', 'a.b ', 'a=1 ', 'a; ', 'a && '],
];

describe('text of strangers', () => {
  it.each(readers)(
    'XII.3 is read in time that grows as it does: %s',
    (_, read) => {
      const cpu = (text: string) => {
        const before = process.cpuUsage();
        read(text);
        return process.cpuUsage(before).user / 1000;
      };
      const slow = pieces.filter((piece) => {
        const times = (length: number) => cpu(`x${piece.repeat(Math.ceil(length / piece.length))}\u0000`);
        times(500);
        // Thirty times as long may take some thirty times as long; the square of it would be nine hundred.
        const short = Math.min(times(2000), times(2000));
        const limit = 250 * Math.max(short, 1);
        return times(60_000) > limit && times(60_000) > limit;
      });
      expect(slow).toEqual([]);
    },
    60_000,
  );
});
