import { describe, expect, it } from 'vitest';
import { isAboutCourse } from '../../../src/knowledge/forge/course.ts';
import { clausesOf } from '../../../src/knowledge/forge/directive-clauses.ts';
import { forgeSession } from '../../../src/knowledge/forge/forge.ts';
import { isLoose } from '../../../src/knowledge/forge/loose.ts';
import { cutSentence } from '../../../src/knowledge/forge/wording.ts';
import { gateCandidate } from '../../../src/knowledge/gate/gate.ts';
import { session } from '../sessions/session-builder.ts';

describe('words of a user that are no rule', () => {
  it('VII.3 does not take a quoted text for what the user asks for', () => {
    const text =
      'Can you hide this from the replies?\n"IMPORTANT: always state CPM, NOT CPS, for a reading."\nKeep the hint.';
    expect(clausesOf(text).map((clause) => clause.text)).toEqual([
      'Can you hide this from the replies',
      'Keep the hint',
    ]);
  });

  it('VII.4 lets half a sentence wait, and keeps a prohibition', () => {
    expect(isLoose('Do not thing specific to kiro.')).toBe(true);
    expect(isLoose('Do not mock the database.')).toBe(false);
  });

  it('VII.4 lets one of a list wait, and what is to be so when all is done', () => {
    expect(isLoose('2. The engine should handle old files.')).toBe(true);
    expect(isLoose("By the time we're done the engine should handle old files.")).toBe(true);
    expect(isLoose('Node 22. runs the tests of both the engine and the reader.')).toBe(false);
  });

  it('VII.4 cuts a sentence where nothing has to follow', () => {
    const sentence = 'The scan cannot run because Python lacks both `tomllib` and its compatibility dependency, so far';
    expect(cutSentence(sentence, 75)).toBe('The scan cannot run because Python lacks both `tomllib`.');
  });

  it('VII.7 knows a list that is gone through', () => {
    expect(isAboutCourse('How should I handle it?', 'Comment 2/3', ['Apply edit', 'Acknowledge only'])).toBe(true);
    expect(isAboutCourse('Where shall the tests live?', 'Test location', ['e2e', 'cli'])).toBe(false);
  });

  it('VII.4 lets a guess wait that the agent is to check', () => {
    const built = session()
      .info()
      .user('draw the architecture')
      .call('Write', 'write', { paths: ['/repo/docs/a.mmd'], detail: 'assistant --> CloudFront' })
      .result()
      .user('I think the assistant should use nginx, not CloudFront. can you check?')
      .says("You're right! It is served by nginx.")
      .call('Edit', 'edit', { paths: ['/repo/docs/a.mmd'], detail: 'assistant --> nginx' })
      .result();
    expect(forgeSession(built.events).filter((one) => gateCandidate(one).pool === 'observation')).toEqual([]);
  });

  it('takes a formatter with nothing to do for no failure', () => {
    const built = session()
      .info()
      .user('format')
      .runs('nix fmt -- default.nix', 0, 'formatted 0 files (0 changed) in 38ms');
    built.runs('nix flake lock', 0, '').runs('nix fmt -- default.nix', 0, 'formatted 1 files (1 changed) in 38ms');
    expect(forgeSession(built.events).filter((one) => one.rule === 'error-fix')).toEqual([]);
  });
});
