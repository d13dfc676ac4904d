import { describe, expect, it } from 'vitest';
import { longestSignal } from '../../../src/schema/signal.ts';
import { readSignal } from '../../../src/work/signal.ts';

const signal = { status: 'done', summary: 'Three parsers compared', files: ['docs/parsers.md'] } as const;
const line = JSON.stringify(signal);

describe('a worker’s signal', () => {
  it('I.17 is the last line that was written, in a fence or not, whatever stands before it', () => {
    for (const written of [line, `I looked at three.\n\n${line}\n`, `Done:\r\n\`\`\`json\r\n${line}\r\n\`\`\`\r\n\r\n`])
      expect(readSignal(written)).toEqual({ signal });
    expect(readSignal(`${line}\nThat was all.`)).toEqual({ problem: 'its last line is not a JSON object' });
  });

  it('I.17 has at most 1 KB, counted in bytes', () => {
    const ofBytes = (bytes: number, letter: string) => {
      const empty = JSON.stringify({ ...signal, summary: '' });
      const filled = letter.repeat((bytes - Buffer.byteLength(empty)) / Buffer.byteLength(letter));
      return empty.replace('"summary":""', `"summary":"${filled}"`);
    };
    for (const letter of ['a', 'ß']) {
      expect(readSignal(ofBytes(longestSignal, letter))).toHaveProperty('signal');
      expect(readSignal(ofBytes(longestSignal + 2, letter))).toEqual({
        problem: 'its last line is 1026 bytes long, and a signal has at most 1024',
      });
    }
  });

  it('I.17 says which part of it is not as asked', () => {
    const { files: _, ...short } = signal;
    expect(readSignal('')).toEqual({ problem: 'nothing was written' });
    expect(readSignal('"done"')).toEqual({ problem: 'its last line is not a JSON object' });
    expect(readSignal(JSON.stringify({ ...signal, status: 'perfect' }))).toEqual({
      problem: expect.stringContaining('`status`'),
    });
    expect(readSignal(JSON.stringify({ ...signal, summary: ' ' }))).toEqual({
      problem: expect.stringContaining('`summary`'),
    });
    expect(readSignal(JSON.stringify(short))).toEqual({ problem: expect.stringContaining('`files`') });
  });
});
