import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly all: boolean;
  readonly byName: boolean;
  readonly agent?: string;
  readonly limit: number;
  readonly json: boolean;
}

const listCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'List the past sessions of this repository: tokens, context, failures, corrections',
    fullDescription: `Lists the agents' sessions on this machine that belong to this repository: begun in one of its worktrees, or in
a folder that is gone and names its remote or one of its commits. Sessions of agents that are not read yet are counted.
The ids are what forge --session and cite --from-session take.

  twelvefold sessions --limit 5`,
  },
  parameters: {
    flags: {
      all: { kind: 'boolean', brief: 'Sessions of every folder on this machine', default: false, withNegated: false },
      byName: {
        kind: 'boolean',
        brief: 'Also sessions of a folder that is gone and only had the same name',
        default: false,
        withNegated: false,
      },
      agent: { kind: 'parsed', parse: String, brief: 'Only this agent, for example codex', optional: true },
      limit: { kind: 'parsed', parse: positive, brief: 'Only the newest N', default: '20', placeholder: 'N' },
      json: { kind: 'boolean', brief: 'One JSON object', default: false, withNegated: false },
    },
  },
  async func(flags) {
    const { listSessions } = await import('../../app/sessions.ts');
    const { out, edge } = this;
    const { all, byName, limit } = flags;
    const list = listSessions(edge, { all, byName, limit, agent: flags.agent ?? null }, ({ done, total, bytes }) =>
      out.progress(`reading session ${done + 1} of ${total} (${Math.round(bytes / 1e6)} MB)`),
    );
    const { sessionLines, sessionObject } = await import('./sessions-table.ts');
    if (flags.json) return out.json(sessionObject(list));
    for (const line of sessionLines(list, { columns: out.columns, colors: out.colors, home: edge.home }))
      out.line(line);
  },
});

const scratchCommand = buildCommand<Pick<Flags, 'json'>, [id: string], CliContext>({
  docs: {
    brief: 'Mark a session as scratch: nothing of it is ever kept',
    fullDescription: `Nothing that the session shows is forged or learned, now or later. An agent that is started with TWELVEFOLD_SCRATCH=1
in its environment has only such sessions.

  twelvefold sessions scratch 3f2a9c11`,
  },
  parameters: {
    flags: { json: { kind: 'boolean', brief: 'One JSON object {session}', default: false, withNegated: false } },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The id of a session or its beginning', parse: String, placeholder: 'session' }],
    },
  },
  async func(flags, id) {
    const { scratchSession } = await import('../../app/sessions.ts');
    const session = scratchSession(this.edge, id);
    if (flags.json) this.out.json({ session });
    else this.out.line(`${session} is a scratch session now.`);
  },
});

export const sessionsRoutes = buildRouteMap({
  routes: { list: listCommand, scratch: scratchCommand },
  defaultCommand: 'list',
  docs: { brief: 'The past sessions of this repository: tokens, context, failures, corrections' },
});

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`expected a whole number of at least 1, not ${text}`);
  return value;
}
