import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { sha256 } from '../base/hash.ts';
import { readUnlessDevice } from '../base/text-file.ts';
import { type FailedAttempt, failedAttemptSchema } from '../schema/failed-attempt.ts';

/** @param folder `.agents/failures`; @throws ToolError E_WRITE_FAILED */
export function writeFailedAttempt(folder: string, attempt: FailedAttempt): void {
  const time = attempt.timestamp.replace(/[-:]/g, '').slice(0, 15);
  writeFileAtomic(join(folder, `${time}-${attempt.id}.json`), `${JSON.stringify(attempt, null, 2)}\n`);
}

/** All failed attempts, oldest first; a file that is none is passed over. */
export function readFailedAttempts(folder: string): FailedAttempt[] {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      const checked = failedAttemptSchema.safeParse(JSON.parse(readUnlessDevice(join(folder, name)).toString('utf8')));
      return checked.success ? [checked.data] : [];
    } catch {
      return [];
    }
  });
}

/** A name for how an attempt failed: what fails in the same way has the same, wherever it stands and whatever it counts. */
export function failureName({ signatures, failure_mode }: Pick<FailedAttempt, 'signatures' | 'failure_mode'>): string {
  const telling = signatures.length > 0 ? [...new Set(signatures)].sort() : [failure_mode.replace(/\d+/g, '#')];
  return `sg-${sha256(telling.join('\n')).slice(0, 10)}`;
}

/** The attempts that failed in the same way as the last of these; empty for none. */
export function sameAsLast(attempts: readonly FailedAttempt[]): readonly FailedAttempt[] {
  const last = attempts.at(-1);
  return last === undefined ? [] : attempts.filter((attempt) => failureName(attempt) === failureName(last));
}

/** Attempts out of a file with one in each line; a torn line is passed over. */
export function readNotedAttempts(path: string): FailedAttempt[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const checked = failedAttemptSchema.safeParse(JSON.parse(line));
      return checked.success ? [checked.data] : [];
    } catch {
      return [];
    }
  });
}

/** An attempt, with how often attempts have failed in the same way, this one included. */
export interface KnownFailure {
  readonly attempt: FailedAttempt;
  readonly count: number;
}

/**
 * The failed attempts of one item, newest first, each with how often its most frequent failure was met on any item.
 * @param attempts all there are
 */
export function failuresOf(attempts: readonly FailedAttempt[], item: string): KnownFailure[] {
  const counts = new Map<string, number>();
  for (const { signatures } of attempts)
    for (const signature of new Set(signatures)) counts.set(signature, (counts.get(signature) ?? 0) + 1);
  return attempts
    .filter((attempt) => attempt.item === item)
    .map((attempt) => ({
      attempt,
      count: Math.max(1, ...attempt.signatures.map((signature) => counts.get(signature) ?? 0)),
    }))
    .toReversed();
}
