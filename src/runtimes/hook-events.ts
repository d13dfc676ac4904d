import type { HookEvent, HookPoint } from './hook-dialect.ts';

/**
 * What an event of this agent is for.
 * @throws Error for an event that is not registered
 */
export function pointOf(events: readonly HookEvent[], name: string): HookPoint {
  const event = events.find((known) => known.name === name);
  if (event === undefined) throw new Error(`no such event: ${name}`);
  return event.point;
}
