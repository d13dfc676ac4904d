import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly since?: string;
  readonly limit?: number;
  readonly replay: boolean;
  readonly json: boolean;
}

export const lookCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Show what your past sessions say: needs no set-up and writes nothing',
    fullDescription: `Reads the past sessions of this repository (all its worktrees, every agent that can be read) and shows the five gaps
of agent work as found in them, the lessons it would keep, and when each would have been said. It writes nothing.

  twelvefold look --since 30d`,
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'Transcript files to look at instead', parse: String, placeholder: 'file' },
    },
    flags: {
      since: {
        kind: 'parsed',
        parse: String,
        brief: 'Only sessions since then: 30d, 12h, 2w or 2026-01-31',
        optional: true,
      },
      limit: { kind: 'parsed', parse: positive, brief: 'Only the newest N sessions', optional: true, placeholder: 'N' },
      replay: {
        kind: 'boolean',
        brief: 'Session by session: what it would have been told, and what came of it',
        default: false,
        withNegated: false,
      },
      json: { kind: 'boolean', brief: 'One JSON object', default: false, withNegated: false },
    },
  },
  async func(flags, ...files) {
    const { look } = await import('../../app/look.ts');
    const { out, edge } = this;
    const options = { files, since: flags.since ?? null, limit: flags.limit ?? null };
    const report = look(edge, options, ({ stage, done, total, bytes }) =>
      out.progress(`${stage} session ${done + 1} of ${total}${bytes > 0 ? ` (${Math.round(bytes / 1e6)} MB)` : ''}`),
    );
    if (flags.json) return out.json(report);
    const screen = { columns: out.columns, colors: out.colors, home: edge.home };
    const lines = flags.replay
      ? (await import('./replay-screen.ts')).replayScreen(report, screen)
      : (await import('./look-screen.ts')).lookScreen(report, screen);
    for (const line of lines) out.line(line);
  },
});

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`expected a whole number of at least 1, not ${text}`);
  return value;
}
