import type { ContextLimits } from '../schema/context-limits.ts';
import { createCorrections } from '../sessions/corrections.ts';
import type { SessionEvent, SessionInfo, ToolCall, ToolResult } from '../sessions/event.ts';
import { failureOf } from '../sessions/failure.ts';
import { createCheckStates } from '../sessions/outcome.ts';
import { createPairs } from '../sessions/pairs.ts';
import { createAttempts, type FailedAttempts } from './attempts.ts';
import { type Breakdown, createBreakdown } from './breakdown.ts';
import { createFileReads, type StaleRead } from './file-reads.ts';
import { createJob, type FreshReason } from './fresh.ts';
import { type Guard, guardLevel } from './guard.ts';
import { createContextMeter } from './meter.ts';
import { createWorkClock } from './pace.ts';
import { createRepetition } from './repetition.ts';
import { createSymptoms, type Symptom } from './symptoms.ts';

/** The state of one session's context, at its end or so far. */
export interface SessionContext extends Guard {
  readonly id: string;
  readonly agent: string;
  readonly model: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  /** Milliseconds since the epoch; null where the agent keeps no times. */
  readonly start: number | null;
  readonly end: number | null;
  /** At work, pauses not counted; null where the agent keeps no times. */
  readonly minutes: number | null;
  /** Tokens in the window now; null where nothing was counted, or not since the last compaction. */
  readonly tokens: number | null;
  readonly peak: number | null;
  readonly peakUtilisation: number | null;
  readonly window: number | null;
  /** Whether the transcript names the window; else it is what is known of the model. */
  readonly windowKnown: boolean;
  /** Tokens up to which work stays good: the window's share from which a handoff is asked for. */
  readonly budget: number | null;
  /** Prompts of the user. */
  readonly exchanges: number;
  readonly compactions: number;
  /** A compaction is a failure: the session went on after its context was full. */
  readonly overrun: boolean;
  readonly breakdown: Breakdown;
  /** Whether the parts of the breakdown were estimated from texts, because no tokens are counted. */
  readonly estimated: boolean;
  readonly symptoms: readonly Symptom[];
  readonly stale: readonly StaleRead[];
  readonly attempts: readonly FailedAttempts[];
  readonly freshRequired: boolean;
  readonly reasons: readonly FreshReason[];
}

/** What is known of the files now. */
export interface DiskNow {
  /** When a file was last changed, milliseconds since the epoch; null where it is not there. */
  readonly changed: (path: string) => number | null;
}

/** Three corrections, or two kinds of symptoms, are more than an accident. */
const [manyCorrections, manyKinds] = [3, 2];

/** Goes once over a session's events; what it keeps grows with calls that differ, not with the transcript. */
export function createSessionContext(limits: ContextLimits) {
  const pairs = createPairs();
  const meter = createContextMeter();
  const breakdown = createBreakdown();
  const repetition = createRepetition();
  const reads = createFileReads();
  const symptoms = createSymptoms();
  const job = createJob();
  const attempts = createAttempts();
  const corrections = createCorrections();
  const checks = createCheckStates();
  const clock = createWorkClock();
  let info: SessionInfo | null = null;
  let branch: string | null = null;
  let start: number | null = null;
  let end: number | null = null;
  let exchanges = 0;

  const checkFails = () => checks.done().outcome === 'failed';
  const called = (call: ToolCall, result: ToolResult) => {
    const failure = failureOf(call, result);
    const failed = failure !== null;
    const cwd = info?.cwd ?? null;
    attempts.called(call, failure, result.line);
    checks.ended(call, result, failed);
    job.called(call, failed);
    reads.called(call, result, cwd, failed);
    symptoms.called(call, result, cwd, failed);
    if (!failed && (call.action === 'edit' || call.action === 'write')) repetition.changed();
    repetition.called(call, result);
  };

  return {
    take(event: SessionEvent): void {
      if (event.type === 'session') {
        info ??= event;
        branch = event.branch ?? branch;
      }
      // A sub-agent inside its parent's file has a window of its own.
      const own = !event.sidechain || info?.sidechain === true;
      if (event.type === 'usage' || event.type === 'compaction') meter.take(event, own);
      if (!own) return;
      clock.take(event.at);
      if (event.at !== null) {
        start = start === null ? event.at : Math.min(start, event.at);
        end = end === null ? event.at : Math.max(end, event.at);
      }
      const call = pairs.take(event);
      breakdown.take(event);
      symptoms.take(event, checkFails);
      job.take(event, checkFails);
      corrections.take(event);
      checks.take(event);
      if (call && event.type === 'tool_result') called(call, event);
      if (event.type === 'compaction') reads.forget();
      if (event.type === 'compaction' || event.type === 'user') repetition.changed();
      if (event.type === 'user' && (event.channel === 'prompt' || event.channel === 'queued')) exchanges++;
    },
    /** The folder the session began in; known after its first events. */
    cwd: (): string | null => info?.cwd ?? null,
    /** @param disk null where the session's folder is not on this machine */
    done(disk: DiskNow | null): SessionContext {
      const { context } = meter.read();
      const { last: tokens, window, peak, compactions } = context;
      const guard = guardLevel({ tokens, window, exchanges }, limits);
      const repeated = repetition
        .read()
        .map(({ what, times, lines }): Symptom => ({ kind: 'repetition', what, times, line: lines[0] ?? 0 }));
      const setRight = corrections.done();
      const signs = [
        ...repeated,
        ...symptoms.read(setRight, (path) => disk !== null && disk.changed(path) !== null, checkFails),
      ];
      const failing = attempts.often();
      const confused = setRight.length >= manyCorrections || new Set(signs.map(({ kind }) => kind)).size >= manyKinds;
      const reasons: FreshReason[] = [
        ...(guard.level === 'stop' ? (['full'] as const) : []),
        ...(compactions > 0 ? (['compacted'] as const) : []),
        ...(failing.length > 0 ? (['same-approach'] as const) : []),
        ...(confused ? (['confusion'] as const) : []),
        ...job.read(checkFails()),
      ];
      return {
        id: info?.id ?? '',
        agent: info?.agent ?? '',
        model: context.model,
        cwd: info?.cwd ?? null,
        branch,
        start,
        end,
        minutes: clock.minutes(),
        ...guard,
        tokens,
        peak,
        peakUtilisation: peak === null || window === null ? null : peak / window,
        window,
        windowKnown: context.windowKnown,
        budget: window === null ? null : Math.round(window * limits.handoff),
        exchanges,
        compactions,
        overrun: compactions > 0,
        breakdown: breakdown.read(),
        estimated: peak === null,
        symptoms: signs,
        stale: disk === null ? [] : reads.stale(disk.changed),
        attempts: failing,
        freshRequired: reasons.length > 0,
        reasons,
      };
    },
  };
}
