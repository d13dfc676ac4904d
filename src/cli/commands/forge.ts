import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly all: boolean;
  readonly pending: boolean;
  readonly session?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export const forgeCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Extract learnings from sessions, gate them and keep them',
    fullDescription: `Reads transcripts, extracts what they teach, and keeps what passes the gate.

  twelvefold forge SESSION.jsonl --dry-run    what one transcript teaches; nothing is written
  twelvefold forge --all                      every session of this repository on disk, after a preview
  twelvefold forge --pending                  the sessions that hooks left to be harvested`,
  },
  parameters: {
    positional: { kind: 'array', parameter: { brief: 'Transcript files', parse: String, placeholder: 'file' } },
    flags: {
      all: {
        kind: 'boolean',
        brief: 'Every session of this repository that is on disk (a preview comes first)',
        default: false,
        withNegated: false,
      },
      pending: {
        kind: 'boolean',
        brief: 'Sessions that hooks left to be harvested, and what hooks read brought up to date',
        default: false,
        withNegated: false,
      },
      session: {
        kind: 'parsed',
        parse: String,
        brief: 'One session of this repository, by its id or the beginning of it',
        optional: true,
      },
      dryRun: { kind: 'boolean', brief: 'Show the candidates and write nothing', default: false, withNegated: false },
      yes: {
        kind: 'boolean',
        brief: 'With --all: keep what passes without asking first (only on a terminal anybody is asked)',
        default: false,
        withNegated: false,
      },
      json: { kind: 'boolean', brief: 'One JSON object a candidate', default: false, withNegated: false },
    },
  },
  async func(flags, ...files) {
    const { runForge } = await import('./forge-run.ts');
    await runForge(this, flags, files);
  },
});
export type { Flags as ForgeFlags };
