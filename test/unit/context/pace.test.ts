import { describe, expect, it } from 'vitest';
import { createWorkClock, type PacedPhase, paceOf } from '../../../src/context/pace.ts';
import { createSessionContext } from '../../../src/context/session-context.ts';
import { contextLimits } from '../../../src/schema/context-limits.ts';
import { session } from '../sessions/session-builder.ts';

const minute = 60_000;

describe('the time of a session', () => {
  const levels = (phase: PacedPhase | null, ...minutes: number[]) => minutes.map((at) => paceOf(at, phase).level);

  it('III.7 each phase has its time; after 90 minutes what is left is split, after 120 nothing new begins', () => {
    expect(levels('research', 29, 30, 31, 90, 91, 120, 121)).toEqual([
      ...['none', 'none', 'over', 'over', 'split', 'split', 'saturated'],
    ]);
    expect(levels('plan', 30, 31)).toEqual(['none', 'over']);
    expect(levels('implement', 40, 41)).toEqual(['none', 'over']);
    expect(levels(null, 41, 90, 91, 121)).toEqual(['none', 'none', 'split', 'saturated']);
    expect(paceOf(125.7, 'plan').sentence).toContain('125 minutes: no new work');
    expect(paceOf(95, null).sentence).toContain('split what is left');
    expect(paceOf(20, 'plan')).toEqual({ minutes: 20, phase: 'plan', level: 'none', sentence: null });
    expect(paceOf(null, 'plan')).toMatchObject({ level: 'none', sentence: null });
  });

  it('VII.8 is reminded after 90 minutes to keep what was learned', () => {
    expect(paceOf(90, 'implement').sentence).not.toContain('learned');
    expect(paceOf(90.5, 'implement').sentence).toContain('keep what was learned while it is known');
  });

  it('IV.7 research that overruns its time box is told to break its scope down', () => {
    expect(paceOf(35, 'research').sentence).toBe(
      'At work for 35 minutes on research, and 30 are usual: break its scope down, or write down what is open and go on.',
    );
    expect(paceOf(30, 'research').sentence).toBeNull();
  });

  it('III.7 counts what was worked: no pause, nothing twice, no clock that went back', () => {
    const clock = createWorkClock();
    expect(clock.minutes()).toBeNull();
    for (const at of [0, 4, null, 6, 5, 7, 500, 503]) clock.take(at === null ? null : at * minute);
    expect(clock.minutes()).toBe(7 + 10 + 3);
  });

  it('III.7 a session tells how long it was at work', () => {
    const built = session().info().user('go').edit('a.ts').runs('npm test', 0, 'ok');
    const context = createSessionContext(contextLimits);
    for (const event of built.events) context.take(event);
    expect(context.done(null).minutes).toBe(built.events.length - 1);
    const timeless = createSessionContext(contextLimits);
    for (const event of built.events) timeless.take({ ...event, at: null });
    expect(timeless.done(null).minutes).toBeNull();
  });
});
