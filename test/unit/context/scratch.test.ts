import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgeFiles, prepareBackfill } from '../../../src/app/forge.ts';
import { isScratch } from '../../../src/app/scratch.ts';
import { scratchSession } from '../../../src/app/sessions.ts';
import { claudeTranscript } from '../../setup/claude-transcript.ts';
import { createPlace, noon, type Place } from '../../setup/knowledge.ts';

let place: Place;
let path: string;
beforeEach(() => {
  place = createPlace();
  const transcript = claudeTranscript(place, 'aaaa1111', noon - 3_600_000).user('run the end-to-end tests');
  transcript.runs('npm run e2e', 1, 'Error: connect ECONNREFUSED 127.0.0.1:6379');
  transcript.runs('docker compose up -d redis && npm run e2e', 0, '12 passed');
  path = transcript
    .user('no, always start redis with `make redis`, never with docker compose')
    .says('Understood.')
    .save().path;
});
afterEach(() => place.remove());

const backfill = () => prepareBackfill(place.edge, () => {});

describe('scratch sessions', () => {
  it('I.20 are refused by the forge and left out of a back-fill', () => {
    expect(backfill().sessions.map(({ session }) => session)).toEqual(['aaaa1111']);
    expect(scratchSession(place.edge, 'aaaa')).toBe('aaaa1111');
    expect(isScratch(place.workspace, 'aaaa1111')).toBe(true);
    expect(backfill().sessions).toEqual([]);
    expect(() => [...forgeFiles(place.edge, [path], { dryRun: false })]).toThrow(
      expect.objectContaining({ code: 'E_SCRATCH', exit: 3 }),
    );
    expect([...forgeFiles(place.edge, [path], { dryRun: true })]).toHaveLength(1);
  });

  it('I.20 are all sessions of an agent started with TWELVEFOLD_SCRATCH', () => {
    const edge = { ...place.edge, env: { TWELVEFOLD_SCRATCH: '1' } };
    expect(() => [...forgeFiles(edge, [path], { dryRun: false })]).toThrow(
      expect.objectContaining({ code: 'E_SCRATCH' }),
    );
    expect([...forgeFiles({ ...edge, env: { TWELVEFOLD_SCRATCH: '0' } }, [path], { dryRun: false })]).toHaveLength(1);
  });

  it('I.20 refuse what their agent writes down', () => {
    scratchSession(place.edge, 'aaaa1111');
    const words = [
      'learn',
      'add',
      'Start redis with `make redis` before `npm run e2e`',
      '--session',
      'aaaa1111',
      '--agent',
      'codex',
    ];
    expect(place.tool(words)).toMatchObject({ status: 3, stderr: expect.stringContaining('scratch session') });
  });
});
