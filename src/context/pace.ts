/** What a session is at, as far as claims and documents tell. */
export type PacedPhase = 'research' | 'plan' | 'implement';

/**
 * What the time of a session asks for. `over`: its phase has had its time. `split`: what is left belongs into parts and a fresh
 * session. `saturated`: no new work should begin here.
 */
export type PaceLevel = 'none' | 'over' | 'split' | 'saturated';

export interface Pace {
  /** At work, pauses not counted; null where the agent keeps no times. */
  readonly minutes: number | null;
  /** Null where nothing tells. */
  readonly phase: PacedPhase | null;
  readonly level: PaceLevel;
  /** What to do about it; null where nothing. Advice: it holds nobody up. */
  readonly sentence: string | null;
}

/** Minutes after which a phase is usually done, or too large. */
const usual: Readonly<Record<PacedPhase, number>> = { research: 30, plan: 30, implement: 40 };
const [splitAfter, saturatedAfter] = [90, 120];

/** How far a session is by the clock. */
export function paceOf(minutes: number | null, phase: PacedPhase | null): Pace {
  const level = minutes === null ? 'none' : levelAt(minutes, phase);
  return { minutes, phase, level, sentence: sentenceOf(level, Math.floor(minutes ?? 0), phase) };
}

function levelAt(minutes: number, phase: PacedPhase | null): PaceLevel {
  if (minutes > saturatedAfter) return 'saturated';
  if (minutes > splitAfter) return 'split';
  return phase !== null && minutes > usual[phase] ? 'over' : 'none';
}

function sentenceOf(level: PaceLevel, minutes: number, phase: PacedPhase | null): string | null {
  if (level === 'none') return null;
  const told = `At work for ${minutes} minutes`;
  if (level === 'saturated') return `${told}: no new work should begin here. Hand over, and go on in a fresh session.`;
  if (level === 'split') return `${told}: split what is left, hand over, and keep what was learned while it is known.`;
  const box = phase === null ? '' : ` on ${phase === 'implement' ? 'building' : phase}, and ${usual[phase]} are usual`;
  if (phase === 'research') return `${told}${box}: break its scope down, or write down what is open and go on.`;
  return `${told}${box}: take a smaller step, and say what holds it up.`;
}

/** A longer gap between two events is a pause. */
const longestGap = 10;
const minute = 60_000;

/** Counts the time that a session was at work, from the times of its events. */
export function createWorkClock() {
  let last: number | null = null;
  let worked = 0;
  return {
    take(at: number | null): void {
      if (at === null) return;
      if (last !== null) worked += Math.min(Math.max(0, at - last), longestGap * minute);
      last = Math.max(last ?? at, at);
    },
    /** Null where no event had a time. */
    minutes: (): number | null => (last === null ? null : worked / minute),
  };
}
