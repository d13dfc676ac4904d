import type { SessionEvent } from './event.ts';

/** When the lines of a transcript were written. */
export interface LineTimes {
  take(event: SessionEvent): void;
  /** Milliseconds since the epoch of the line, or of the last one before it that has a time; null where none has. */
  at(line: number): number | null;
}

/** Collects the time of every line as events pass by, in order: two numbers a line. */
export function createLineTimes(): LineTimes {
  const lines: number[] = [];
  const times: number[] = [];
  return {
    take({ line, at }) {
      if (at === null || line <= (lines.at(-1) ?? 0)) return;
      lines.push(line);
      times.push(at);
    },
    at(line) {
      let [low, high] = [0, lines.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((lines[middle] ?? 0) <= line) low = middle + 1;
        else high = middle;
      }
      return times[low - 1] ?? null;
    },
  };
}
