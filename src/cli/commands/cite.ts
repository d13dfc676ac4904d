import { buildCommand } from '@stricli/core';
import type { SessionOutcome } from '../../schema/journal.ts';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly session?: string;
  readonly agent?: string;
  readonly outcome?: SessionOutcome;
  readonly note?: string;
  readonly fromSession?: readonly string[];
  readonly json: boolean;
}

export const citeCommand = buildCommand<Flags, string[], CliContext>({
  docs: {
    brief: 'Record which learnings a session used, by hand or from its transcript',
    fullDescription: `By hand for an id, or from transcripts: where the agent named a learning it had been given, or did what it says.
Only what could be, or was, given can be cited. The same use is recorded once.

  twelvefold cite tf-1a2b3c4d --outcome passed --note "saved the release"
  twelvefold cite --from-session SESSION.jsonl`,
  },
  parameters: {
    positional: { kind: 'array', parameter: { brief: 'Ids of learnings', parse: String, placeholder: 'id' } },
    flags: {
      session: { kind: 'parsed', parse: String, optional: true, brief: 'The session that used it' },
      agent: { kind: 'parsed', parse: String, optional: true, brief: 'Who says so: an agent by its name, or `person`' },
      outcome: {
        kind: 'enum',
        values: ['passed', 'failed', 'unknown'],
        optional: true,
        brief: 'What using it came to; left out, the session’s own outcome counts',
      },
      note: { kind: 'parsed', parse: String, optional: true, brief: 'A remark to keep with it' },
      fromSession: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        brief: 'A transcript, or the id of a session of this repository or its beginning',
      },
      json: { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object a citation or session' },
    },
  },
  async func(flags, ...ids) {
    const { runCite } = await import('./cite-run.ts');
    runCite(this, flags, ids);
  },
});

export type { Flags as CiteFlags };
