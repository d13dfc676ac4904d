import { z } from 'zod';

/**
 * What was tried and did not pass: `.agents/failures/<time>-<id>.json`, immutable. Written by the program when a check fails,
 * whether or not a later attempt passes.
 */
export const failedAttemptSchema = z.looseObject({
  schema: z.int().min(1),
  id: z.string().min(1),
  timestamp: z.iso.datetime(),
  /** The session that tried, where one is known. */
  session: z.string().nullable(),
  agent: z.string().nullable(),
  /** The work item. */
  item: z.string().nullable(),
  /** What was to be done. */
  task: z.string(),
  /** What was done: the subjects of the commits. */
  approach: z.string(),
  /** Files that were changed. */
  context: z.array(z.string()),
  /** The check that failed, and how. */
  failure_mode: z.string().min(1),
  /** What its output says went wrong, without paths, numbers and times: the same failure has the same. */
  signatures: z.array(z.string()),
  /** What may be behind it, and what to try next; empty until somebody says so. */
  hypothesis: z.string(),
  next_approach: z.string(),
  commit: z.string(),
  verdict: z.string(),
});
export type FailedAttempt = z.infer<typeof failedAttemptSchema>;
