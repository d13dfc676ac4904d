import type { Entry } from './entry.ts';

/** A learning in the words of the doctrine (VIII.2). */
export interface LearningView {
  readonly learning_id: string;
  readonly timestamp: string | null;
  readonly tags: readonly string[];
  readonly context: string | null;
  readonly what_worked: string;
  readonly what_failed: string | null;
  readonly validated: boolean;
  readonly code_example: string | null;
  readonly confidence: number;
}

/** The doctrine's fields of a learning; what its author did not write is null. */
export function learningView({ learning, state }: Entry): LearningView {
  const section = (name: string): string | null =>
    Object.entries(learning.sections).find(([key]) => key.toLowerCase() === name)?.[1] || null;
  return {
    learning_id: learning.id,
    timestamp: state.firstSeen,
    tags: learning.tags,
    context: section('context') ?? section('when to use'),
    what_worked: section('what worked') ?? section('next approach') ?? learning.statement,
    what_failed: section('what failed') ?? section('failure mode') ?? (learning.symptoms.join('; ') || null),
    validated: state.lastValidated !== null,
    code_example: section('code example'),
    confidence: state.confidence,
  };
}

/** A failed attempt in the words of the doctrine (XII.1). */
export interface FailedAttempt {
  readonly id: string;
  readonly session: string | null;
  readonly task: string | null;
  readonly approach: string | null;
  readonly context: readonly string[];
  readonly failure_mode: string;
  readonly hypothesis: string | null;
  readonly next_approach: string | null;
  readonly timestamp: string | null;
}

/** The failed attempts that a failure or a gotcha stands for: one a session that showed it. */
export function failedAttempts({ learning, state }: Entry): FailedAttempt[] {
  if (learning.kind !== 'failure' && learning.symptoms.length === 0) return [];
  const section = (name: string): string | null =>
    Object.entries(learning.sections).find(([key]) => key.toLowerCase() === name)?.[1] || null;
  return state.evidence.map(({ session, seenAt }) => ({
    id: learning.id,
    session,
    task: section('task'),
    approach: section('approach'),
    context: section('context')?.split('\n').filter(Boolean) ?? [...learning.scope],
    failure_mode: section('failure mode') ?? learning.symptoms[0] ?? learning.statement,
    hypothesis: section('hypothesis'),
    next_approach: section('next approach'),
    timestamp: seenAt,
  }));
}

/** How often each error, and each way of going about it, was met: over all sessions that showed it (XII.4). */
export function repeatCounts(entries: Iterable<Entry>): {
  readonly bySignature: ReadonlyMap<string, number>;
  readonly byApproach: ReadonlyMap<string, number>;
} {
  const bySignature = new Map<string, number>();
  const byApproach = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, n: number): void => void map.set(key, (map.get(key) ?? 0) + n);
  for (const entry of entries) {
    const attempts = failedAttempts(entry);
    if (attempts.length === 0) continue;
    for (const symptom of new Set(entry.learning.symptoms)) add(bySignature, symptom, attempts.length);
    for (const { approach } of attempts) if (approach !== null) add(byApproach, approachName(approach), 1);
  }
  return { bySignature, byApproach };
}

/** What tells an approach from others: its words, however they are set. */
export function approachName(approach: string): string {
  return approach.trim().replace(/\s+/g, ' ').toLowerCase();
}
