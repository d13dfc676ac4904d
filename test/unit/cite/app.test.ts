import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { citeByHand, citeSessions } from '../../../src/app/cite.ts';
import { inject } from '../../../src/app/inject.ts';
import { ToolError } from '../../../src/base/errors.ts';
import { readJournal } from '../../../src/knowledge/journal/read.ts';
import { learningOf, recordOf, usualRecords } from '../inject/entry-of.ts';
import { makePlace, type Place } from './workspace-of.ts';

let place: Place;
beforeEach(() => {
  place = makePlace();
});
afterEach(() => place.remove());

const hand = { session: null, agent: 'person', outcome: null, note: null };
const id = 'tf-abc12345';
const build = learningOf(id, 'The tests read `dist/`: run `npm run gen:client --force` before `npm test`.', {
  kind: 'command',
});
const lines = (type: string) => readJournal(place.workspace.stateDir).lines.filter((line) => line.type === type);
const request = {
  point: 'start' as const,
  text: '',
  file: null,
  budget: null,
  ids: [id],
  tags: [],
  session: null,
  agent: 'claude-code',
  transcript: null,
  record: false,
};

describe('citing by hand', () => {
  it('VIII.9 records id, session, outcome and note, once', () => {
    place.learn(build, usualRecords(id));
    const citation = { ...hand, id, session: 's1', outcome: 'passed' as const, note: 'saved the release' };
    expect(citeByHand(place.edge, citation).recorded).toBe(true);
    expect(citeByHand(place.edge, citation).recorded).toBe(false);
    // Another word of the same use is another line, and said again none.
    const again = { ...citation, outcome: 'failed' as const };
    expect([citeByHand(place.edge, again).recorded, citeByHand(place.edge, again).recorded]).toEqual([true, false]);
    expect(citeByHand(place.edge, citation).recorded).toBe(true);
    expect(lines('citation')).toMatchObject([
      { id, session: 's1', kind: 'by-hand', outcome: 'passed', note: 'saved the release', line: null },
      { outcome: 'failed' },
      { outcome: 'passed' },
    ]);
  });

  it('VIII.10 refuses an id that is not there, names the nearest and exits with 1', () => {
    place.learn(build, usualRecords(id));
    const cite = () => citeByHand(place.edge, { ...hand, id: 'tf-abc12354' });
    expect(cite).toThrow(/there is no such learning here; did you mean tf-abc12345\?/);
    try {
      cite();
    } catch (error) {
      expect(error instanceof ToolError && [error.code, error.exit]).toEqual(['E_NOT_CITABLE', 1]);
    }
    expect(lines('citation')).toEqual([]);
  });

  it('VIII.10 refuses what was never offered or is offered no more, unless that session was given it', () => {
    place.learn(build, usualRecords(id));
    inject(place.edge, { ...request, session: 's1', record: true });
    place.learn(build, [recordOf(id, 'retired', '2026-02-09T00:00:00.000Z')]);
    expect(() => citeByHand(place.edge, { ...hand, id })).toThrow('it is no longer offered');
    expect(citeByHand(place.edge, { ...hand, id, session: 's1' }).recorded).toBe(true);
    place.learn(learningOf('tf-new00001', 'A candidate.'));
    expect(() => citeByHand(place.edge, { ...hand, id: 'tf-new00001' })).toThrow('it waits for review');
  });

  it('K.14 takes secrets out of a note before it is written', () => {
    place.learn(build, usualRecords(id));
    const key = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    citeByHand(place.edge, { ...hand, id, note: `worked with ${key}` });
    expect(JSON.stringify(lines('citation'))).not.toContain(key);
  });
});

describe('citing from a transcript', () => {
  const session = '0c9f1c52-53ad-4a7a-9c0e-0e9d3c1f7a11';
  const steps = [
    ['user', 'fix the parser'],
    ['edit', 'src/parser.ts', 'return null'],
    ['result', 'The file has been updated.', 0],
    ['shell', 'npm run gen:client --force && npm test'],
    ['result', 'Tests: 12 passed', 0],
    ['assistant', `Fixed; as [${id}] says, the client had to be generated first.`],
  ] as const;
  const tell = () =>
    inject({ ...place.edge, now: () => Date.parse('2026-02-10T09:59:00Z') }, { ...request, session, record: true });

  it('K.1 finds the use in the transcript, with its line, by session id or file', () => {
    place.learn(build, usualRecords(id));
    tell();
    const path = place.transcript(session, steps);
    const [cited] = citeSessions(place.edge, [session.slice(0, 8)]);
    expect(cited).toMatchObject({
      session,
      agent: 'claude-code',
      given: 1,
      outcome: { outcome: 'passed', firstPass: true, model: 'model-a' },
    });
    expect(cited?.citations.map(({ citation }) => [citation.kind, citation.line])).toEqual([
      ['followed', 4],
      ['named', 6],
    ]);
    expect(citeSessions(place.edge, [path])[0]?.citations.map(({ recorded }) => recorded)).toEqual([false, false]);
    expect([lines('citation').length, lines('outcome').length]).toEqual([2, 1]);
  });

  it('VIII.10 finds nothing in a session that was given nothing, whatever ids it names', () => {
    place.learn(build, usualRecords(id));
    place.transcript(session, steps);
    expect(citeSessions(place.edge, [session])[0]).toMatchObject({ given: 0, citations: [] });
    expect(lines('citation')).toEqual([]);
  });

  it('K.1 notes sessions that had the occasion and were not told, to compare with', () => {
    place.learn(build, usualRecords(id));
    place.transcript(session, steps);
    expect(citeSessions(place.edge, [session])[0]?.chances).toMatchObject([{ id, told: false, followed: true }]);
    tell();
    expect(citeSessions(place.edge, [session])[0]?.chances).toMatchObject([{ id, told: true, followed: true }]);
  });

  it('XII.13 counts failures that an earlier session or a learning knew', () => {
    const failing = [
      ['user', 'go'],
      ['shell', 'npm test'],
      ['result', 'Error: Cannot find module dist/client.js', 1],
    ] as const;
    place.transcript('first-000', failing, '2026-02-08T10:00:00.000Z');
    place.transcript('second-00', failing, '2026-02-09T10:00:00.000Z');
    expect(citeSessions(place.edge, ['first-000', 'second-00']).map(({ outcome }) => outcome.repeats)).toEqual([0, 1]);
    expect(citeSessions(place.edge, ['first-000', 'second-00']).map(({ outcome }) => outcome.repeats)).toEqual([0, 1]);
    expect(lines('outcome').at(-1)).toMatchObject({
      outcome: 'failed',
      failures: [expect.stringMatching(/^[0-9a-f]{12}$/)],
    });
  });

  it('VIII.9 says what is wrong with a session that is not there', () => {
    expect(() => citeSessions(place.edge, ['nothing'])).toThrow(ToolError);
    expect(() => citeSessions(place.edge, ['nothing.jsonl'])).toThrow('There is no file');
  });
});
