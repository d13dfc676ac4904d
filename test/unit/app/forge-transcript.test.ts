import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgeTranscript } from '../../../src/app/forge-transcript.ts';

const projects = resolve('demo/home/.claude/projects');
const transcripts = readdirSync(projects).flatMap((folder) =>
  readdirSync(join(projects, folder))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(projects, folder, name)),
);

describe('what a transcript teaches', () => {
  it('VIII.2 happened at the time of its most telling line where its rule gives none', () => {
    const found = transcripts.flatMap((path) => {
      const rows = readFileSync(path, 'utf8').split('\n');
      const { candidates, session, end } = forgeTranscript(path);
      expect(session.at).toBe(end);
      return candidates.map(({ rule, evidence }) => {
        const row = JSON.parse(rows[(evidence.lines[0] ?? 0) - 1] ?? '{}') as { timestamp?: string };
        return { rule, at: evidence.at, line: Date.parse(row.timestamp ?? '') };
      });
    });
    const said = found.filter(({ rule }) => /^(?:correction|decision|report|answer)$/.test(rule));
    expect(said.length).toBeGreaterThan(3);
    expect(said.map(({ at }) => at)).toEqual(said.map(({ line }) => line));
    expect(found.every(({ at }) => at !== null)).toBe(true);
  });
});
