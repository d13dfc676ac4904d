import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTranscript } from '../../../src/app/open-transcript.ts';
import { type SeenRecords, withoutCopies } from '../../../src/sessions/copies.ts';
import { digestSession } from '../../../src/sessions/digest.ts';

const fixture = (name: string) => resolve(`test/fixtures/claude-code/${name}.jsonl`);

describe('a forked session', () => {
  it('names its ancestor and counts what it took along from it once', () => {
    const seen: SeenRecords = new Map();
    const read = (name: string) =>
      digestSession(withoutCopies(openTranscript(fixture(name)).reading.events, fixture(name), seen));
    const ancestor = read('streaming-duplicates');
    const fork = read('fork');
    expect(fork.parent).toBe(ancestor.id);
    expect(fork).toMatchObject({ turns: 1, prompt: 'try another way', tokens: { input: 4, output: 9 } });
    expect(read('streaming-duplicates').tokens).toEqual(ancestor.tokens);
  });
});
