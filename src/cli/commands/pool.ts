import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

export interface ListFlags {
  readonly pool?: 'review' | 'observation' | 'knowledge' | 'rejected' | 'retired';
  readonly all: boolean;
  readonly json: boolean;
}

export interface ActFlags {
  readonly reason?: string;
  readonly agent?: string;
  readonly json: boolean;
}

interface PromoteFlags extends ActFlags {
  readonly to?: 'observation' | 'learning' | 'pattern' | 'guidance';
  readonly share: boolean;
}

interface SupersedeFlags extends ActFlags {
  readonly by: string;
}

/** The flags of all verbs together. */
export type AnyActFlags = ActFlags & Partial<PromoteFlags> & Partial<SupersedeFlags>;

/** What a person can do to a learning, by its id. */
export type PoolVerb =
  | 'promote'
  | 'reject'
  | 'demote'
  | 'restore'
  | 'supersede'
  | 'refute'
  | 'wrong'
  | 'pin'
  | 'unpin'
  | 'mute'
  | 'unmute';

const json = { kind: 'boolean', default: false, withNegated: false, brief: 'JSON, one object a learning' } as const;
const reason = { kind: 'parsed', parse: String, optional: true, brief: 'Why, for the next reader' } as const;
const agent = {
  kind: 'parsed',
  parse: String,
  optional: true,
  brief: 'The agent that acts, by its name; a person otherwise',
} as const;
const ids = {
  kind: 'array',
  minimum: 1,
  parameter: { brief: 'Ids, or beginnings of them', parse: String, placeholder: 'id' },
} as const;
const noFlags = { json } as const;

const listCommand = buildCommand<ListFlags, [], CliContext>({
  docs: {
    brief: 'List what waits for review, is used here, or was turned away',
    fullDescription: `Shows what waits for review and what is used here without being published; --all shows every learning.

  twelvefold pool list --pool rejected     what the gate or a person turned away, with the reason`,
  },
  parameters: {
    flags: {
      pool: {
        kind: 'enum',
        values: ['review', 'observation', 'knowledge', 'rejected', 'retired'],
        optional: true,
        brief: 'Only this one',
      },
      all: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Published knowledge and what is out of use, too',
      },
      json,
    },
  },
  async func(flags) {
    const { listPools } = await import('./pool-run.ts');
    listPools(this, flags);
  },
});

const showCommand = buildCommand<{ readonly json: boolean }, string[], CliContext>({
  docs: {
    brief: 'Show a learning with its evidence and its history',
    fullDescription: `Shows the statement, what shows it, what happened to it, and what says something similar.

  twelvefold pool show tf-3k9f2a`,
  },
  parameters: { positional: ids, flags: noFlags },
  async func(flags, ...names) {
    const { showLearnings } = await import('./pool-run.ts');
    showLearnings(this, names, flags.json);
  },
});

const reviewCommand = buildCommand<{ readonly limit: number }, [], CliContext>({
  docs: {
    brief: 'Go through what waits for review, one key each',
    fullDescription: `Shows each candidate with its evidence and what says something similar: p promotes, r rejects with a reason, e edits, s skips, q quits.

  twelvefold pool review`,
  },
  parameters: { flags: { limit: { kind: 'parsed', parse: parseCount, default: '1000', brief: 'At most so many' } } },
  async func(flags) {
    const { reviewPool } = await import('./pool-review.ts');
    await reviewPool(this, flags.limit);
  },
});

const promoteCommand = buildCommand<PromoteFlags, string[], CliContext>({
  docs: {
    brief: 'Publish a learning to .agents/learnings, or admit it here',
    fullDescription: `Publishes the statement, never anybody's words. With --to observation it is used here and not published.

  twelvefold pool promote tf-3k9f2a --reason "seen it twice"`,
  },
  parameters: {
    positional: ids,
    flags: {
      to: {
        kind: 'enum',
        values: ['observation', 'learning', 'pattern', 'guidance'],
        optional: true,
        brief: 'The step of the promotion loop',
      },
      share: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Publish in this repository what is your own',
      },
      reason,
      agent,
      json,
    },
  },
  func: act('promote'),
});

const supersedeCommand = buildCommand<SupersedeFlags, string[], CliContext>({
  docs: {
    brief: 'Replace a learning by a newer one',
    fullDescription: `The older one stays in the history and is no longer used.

  twelvefold pool supersede tf-3k9f2a --by tf-9xk2m1 --reason "the port changed"`,
  },
  parameters: {
    positional: ids,
    flags: { by: { kind: 'parsed', parse: String, brief: 'The id of the newer one' }, reason, agent, json },
  },
  func: act('supersede'),
});

export const poolRoutes = buildRouteMap({
  routes: {
    list: listCommand,
    show: showCommand,
    review: reviewCommand,
    promote: promoteCommand,
    reject: simple(
      'reject',
      'Turn a candidate away, with the reason',
      'twelvefold pool reject tf-3k9f2a --reason "only true for my machine"',
    ),
    demote: simple(
      'demote',
      'Send knowledge back to review',
      'twelvefold pool demote tf-3k9f2a --reason "contradicted by the new build"',
    ),
    restore: simple(
      'restore',
      'Take back a rejection, retirement, refutation, replacement or demotion',
      'twelvefold pool restore tf-3k9f2a',
    ),
    supersede: supersedeCommand,
    refute: simple(
      'refute',
      'Say that a learning is wrong; it stays as something that did not hold',
      'twelvefold pool refute tf-3k9f2a --reason "fails on Node 24, too"',
    ),
    wrong: simple(
      'wrong',
      'Say that what a session was told was wrong: counts against it and sends it to review',
      'twelvefold pool wrong tf-3k9f2a',
    ),
    pin: simple('pin', 'Keep a learning from fading', 'twelvefold pool pin tf-3k9f2a'),
    unpin: simple('unpin', 'Take a pin back', 'twelvefold pool unpin tf-3k9f2a'),
    mute: simple('mute', 'Never put a learning into your sessions', 'twelvefold pool mute tf-3k9f2a'),
    unmute: simple('unmute', 'Take a mute back', 'twelvefold pool unmute tf-3k9f2a'),
  },
  docs: { brief: 'What waits, what is used, what was turned away' },
});

function simple(verb: PoolVerb, brief: string, example: string) {
  return buildCommand<ActFlags, string[], CliContext>({
    docs: { brief, fullDescription: `${brief}.\n\n  ${example}` },
    parameters: { positional: ids, flags: { reason, agent, json } },
    func: act(verb),
  });
}

function act(verb: PoolVerb) {
  return async function (this: CliContext, flags: AnyActFlags, ...names: string[]): Promise<void> {
    const { actOnPool } = await import('./pool-run.ts');
    await actOnPool(this, verb, flags, names);
  };
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error('a whole number from 1');
  return count;
}
