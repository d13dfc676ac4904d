import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { type Job, noteStart, writeJob } from '../../knowledge/harvest/spool.ts';
import { tellingsOf } from '../../knowledge/index/tellings.ts';
import type { Offer } from '../../knowledge/inject/offer.ts';
import { claim } from '../../knowledge/journal/given.ts';
import { type Said, saidIn } from '../../knowledge/journal/record-injection.ts';
import { draftedHandoff, handoffFor, hasNewHandoff } from './handoffs.ts';
import type { HookContext } from './hook-call.ts';
import { hearingFor } from './say.ts';
import { isFresh, type PreparedStart, readPrepared, startFolder } from './start-text.ts';

/** Milliseconds that the very first session of a checkout may wait for an index. */
const firstTimeMs = 2000;
/** A sub-agent has one task: it hears a part of what a session does. */
const subagentShare = 1 / 3;

/** What is said, and what of it is to be remembered. */
export interface Told {
  readonly text: string;
  readonly said: Said | null;
}
export const nothing: Told = { text: '', said: null };

/** A session that begins: what was prepared for it, once. One that goes on is told nothing that it knows. */
export function tellStart(context: HookContext): Told {
  const { call, occasion, places } = context;
  const { source } = occasion;
  let told = nothing;
  if (source === 'startup' || source === 'clear') {
    const prepared = preparedFor(context);
    const { text, said } = prepared === null ? nothing : current(context, prepared);
    const note = { schema: 1, agent: call.agent, given: said, payload: JSON.parse(call.input) as unknown };
    if (noteStart(places.stateDir, occasion.session, note)) {
      told = { text: [handoffFor(context, prepared), text].filter(Boolean).join('\n'), said };
    }
  } else {
    writeJob(places.stateDir, openJob(context));
    // A compaction has cost the session its memory; what it was to go on with is said again.
    if (source === 'compact') told = { text: draftedHandoff(context), said: null };
  }
  call.launch(['forge', '--pending'], places.root);
  return told;
}

/** The start of a session whose agent takes nothing then: told with its first tool. */
export function tellLateStart(context: HookContext): Told {
  const { call, occasion, places } = context;
  if (occasion.source === null) return nothing;
  const hearer = { session: occasion.session, agent: call.agent, subagent: null, parent: null };
  return claim(places.cacheDir, hearer, 'start') ? tellStart(context) : nothing;
}

/** A sub-agent knows nothing of what its session was told. */
export function tellSubagent(context: HookContext): Told {
  const prepared = preparedFor(context);
  if (prepared?.given == null) return nothing;
  const hearing = hearingFor(context, 'start', subagentShare);
  const offers = offersOf(context, prepared.given);
  const injection = offers && hearing.commit(offers, hearing.compose(offers));
  return injection ? { text: injection.text, said: saidIn(injection) } : nothing;
}

function preparedFor({ call, places, checkout }: HookContext): PreparedStart | null {
  if (checkout === null) return null;
  const folder = startFolder(places.cacheDir, checkout);
  const prepared = readPrepared(folder);
  const isEnough = !hasNewHandoff(places, folder) && (prepared !== null || !hasKnowledge(places));
  if (isEnough) return prepared;
  // A fresh clone, an emptied cache, or a handoff for this session: made once, while it waits.
  call.runNow(['index', 'refresh'], places.root, firstTimeMs);
  return readPrepared(folder);
}

/** What was prepared, or what is still true of it where something has changed since. */
function current(context: HookContext, prepared: PreparedStart): Told {
  const { places, checkout } = context;
  const { text, given } = prepared;
  if (given === null || checkout === null) return nothing;
  const hearing = hearingFor(context, 'start');
  const isNew = given.ids.every((id) => !hearing.given.has(id));
  if (isNew && isFresh(startFolder(places.cacheDir, checkout))) return { text, said: given };
  const offers = offersOf(context, given);
  if (offers === null) return nothing;
  const injection = hearing.compose(offers);
  return injection.items.length === 0 ? nothing : { text: injection.text, said: saidIn(injection) };
}

/** The prepared choice in the words of the index as it is now; null where that cannot be read. */
function offersOf({ call, places }: HookContext, { items }: Said): Offer[] | null {
  const index = call.parts.recall().readIndex(join(places.cacheDir, 'index.db'), places.root);
  if (index === null) return null;
  try {
    const tell = tellingsOf(index.db, places.root);
    return items.flatMap(({ id, score, why }): Offer[] => {
      const telling = tell(id);
      return telling === null ? [] : [{ telling, score, why }];
    });
  } finally {
    index.db.close();
  }
}

function openJob({ call, occasion }: HookContext): Job {
  const { session, transcript, cwd, source } = occasion;
  const job = { schema: 1, agent: call.agent, session, transcript, cwd, at: isoTime(call.now()) };
  return { ...job, state: 'open', ...(source === 'fork' ? { fork: true } : {}) };
}

function hasKnowledge({ root, sharedDir, stateDir }: HookContext['places']): boolean {
  return [
    join(sharedDir, 'learnings'),
    join(sharedDir, 'learnings.md'),
    join(root, 'learnings.md'),
    join(stateDir, 'learnings'),
  ].some((path) => existsSync(path));
}
