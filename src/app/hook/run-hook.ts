import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { replaceFile } from '../../base/plain-file.ts';
import { findCheckout } from '../../git/find-checkout.ts';
import { idInNames } from '../../knowledge/file-names.ts';
import { type Job, jobOf, writeJob } from '../../knowledge/harvest/spool.ts';
import type { HookReply } from '../../runtimes/hook-dialect.ts';
import { hookDialects } from '../../runtimes/hook-dialects.ts';
import { addPresence } from '../../sessions/presence.ts';
import { sessionPhaseFile } from '../phases/session-phase.ts';
import { type Places, placesOf } from '../places.ts';
import { nothing, type Told, tellLateStart, tellStart, tellSubagent } from './at-start.ts';
import { filesOf, tellPrompt, tellTool } from './at-work.ts';
import { tellFill } from './context-guard.ts';
import type { HookCall, HookContext } from './hook-call.ts';
import { logHook } from './log.ts';
import { tellNeighbours } from './neighbours.ts';
import { noticeOf } from './notice.ts';

/**
 * Answers one call of a hook.
 * @returns what goes to standard output; empty whatever goes wrong, with one line in the log
 */
export function runHook(call: HookCall): string {
  let places: Places | null = null;
  try {
    // A worker of our own is told what it needs by who started it.
    if (call.env['TWELVEFOLD_WORKER']) return '';
    const dialect = hookDialects.find(({ agent }) => agent === call.agent);
    if (dialect === undefined) throw new Error(`no such agent: ${call.agent}`);
    if (dialect.isForeign?.(call.env)) return '';
    const occasion = dialect.read(call.event, JSON.parse(call.input), call.env);
    if (occasion === null) throw new Error('its payload names no session or no folder');
    const found = findCheckout(occasion.cwd);
    places = placesAt(call, occasion.cwd, found);
    if (noteScratch(call, occasion.session, places.stateDir)) return '';
    return dialect.write(call.event, answer({ call, occasion, places, checkout: found?.name ?? null }));
  } catch (error) {
    const { stateDir } = places ?? placesAt(call, call.cwd);
    logHook(
      stateDir,
      call.now(),
      `${call.agent} ${call.event}`,
      error instanceof Error ? error.message : String(error),
    );
    return '';
  }
}

function placesAt(call: HookCall, cwd: string, found = findCheckout(cwd)): Places {
  return placesOf(found?.root ?? cwd, found?.commonDir ?? null, call, call.sha256);
}

/** Of a session whose agent was started for nothing to be kept, nothing is: it is marked, and told nothing either. */
function noteScratch({ env }: HookCall, session: string, stateDir: string): boolean {
  if (['', '0', 'false', undefined].includes(env['TWELVEFOLD_SCRATCH'])) return false;
  replaceFile(join(stateDir, 'scratch', idInNames(session)), '', false);
  return true;
}

function answer(context: HookContext): HookReply {
  switch (context.occasion.point) {
    case 'start':
      return reply(tellStart(context));
    case 'subagent':
      return reply(tellSubagent(context));
    case 'prompt':
      return reply(tellPrompt(context), tellFill(context), tellNeighbours(context));
    case 'file':
    case 'error':
      return held(context) ?? reply(both(tellLateStart(context), tellTool(context)), tellNeighbours(context));
    case 'compact':
      context.call.launch(['handoff', 'write', '--session', context.occasion.session, '--auto'], context.places.root);
      return reply(nothing);
    case 'stop':
      leaveJob(context, 'stopped');
      return reply(nothing);
    case 'end':
      leaveJob(context, 'ended');
      context.call.launch(['forge', '--pending'], context.places.root);
      return reply(nothing);
  }
}

/** A session that finds out or plans changes no source; only where the workflow is on has one a file that says so. */
function held(context: HookContext): HookReply | null {
  const { call, occasion, places } = context;
  if (occasion.tool?.action !== 'edit' || occasion.tool.output !== null) return null;
  const file = sessionPhaseFile(places.stateDir, occasion.session);
  if (!existsSync(file)) return null;
  const refusal = call.parts.phase().refusalOf(file, filesOf(context, Number.POSITIVE_INFINITY));
  return refusal && { context: '', notice: refusal.notice, refusal: refusal.reason };
}

function reply({ text, said }: Told, ...more: readonly string[]): HookReply {
  return { context: [text, ...more].filter(Boolean).join('\n'), notice: said === null ? null : noticeOf(said) };
}

function both(first: Told, second: Told): Told {
  return { text: [first.text, second.text].filter(Boolean).join('\n'), said: first.said ?? second.said };
}

function leaveJob({ call, occasion, places }: HookContext, state: Job['state']): void {
  const { session, transcript, cwd } = occasion;
  const at = call.now();
  const fork = jobOf(places.stateDir, call.agent, session)?.fork === true ? { fork: true } : {};
  writeJob(places.stateDir, {
    schema: 1,
    agent: call.agent,
    session,
    transcript,
    cwd,
    at: isoTime(at),
    state,
    ...fork,
  });
  if (state === 'ended') addPresence(places.stateDir, { at, session, agent: call.agent, what: 'gone', about: '' });
}
