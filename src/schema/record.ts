import { z } from 'zod';
import { trustTier } from './learning.ts';

const base = {
  schema: z.int().min(1),
  /** ULID, also the file's name. */
  ulid: z.string().min(10),
  /** The learning it is about. */
  learning: z.string().min(1),
  at: z.iso.datetime(),
  /** Who did it: `person`, `forge`, `import`, `sync`, or `agent:<name>`. */
  by: z.string().min(1),
};

export const evidenceSchema = z.looseObject({
  /** The session's id and agent, and the transcript's file name; no path of a machine. */
  session: z.string(),
  agent: z.string(),
  transcript: z.string(),
  /** 1-based lines of the transcript, most telling first. */
  lines: z.array(z.int().min(1)),
  /** Redacted words of the transcript, kept because agents delete transcripts after weeks. */
  excerpt: z.string(),
  /** SHA-256 of the excerpt. */
  excerptHash: z.string(),
  tier: trustTier,
  confidence: z.number().min(0).max(1),
  /** 1 to 3: how much it would have saved. */
  importance: z.int().min(1).max(3),
  commit: z.string().nullable(),
  exitCode: z.int().nullable(),
  model: z.string().nullable(),
  /** When it happened, not when it was forged. */
  seenAt: z.iso.datetime().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

const record = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.looseObject({ ...base, type: z.literal(type), ...shape });
const reason = { reason: z.string().min(1) };

/**
 * What happened to a learning: `.agents/records/<id>/<ulid>.json`, one immutable file each.
 * The state of a learning is the fold over its records (`knowledge/state.ts`).
 */
export const recordSchema = z.discriminatedUnion('type', [
  record('evidence', { evidence: evidenceSchema }),
  /** The gate's decision at birth: `observation` is admitted unseen, `review` waits for a person. */
  record('admitted', { pool: z.enum(['observation', 'review']), reasons: z.array(z.string()) }),
  record('promoted', { to: z.enum(['observation', 'learning', 'pattern', 'guidance']), reason: z.string() }),
  record('demoted', reason),
  record('rejected', reason),
  record('validated', { how: z.string() }),
  record('superseded', { ...reason, successor: z.string() }),
  record('refuted', reason),
  record('retired', reason),
  record('restored', reason),
  record('pinned', {}),
  record('unpinned', {}),
  record('muted', {}),
  record('unmuted', {}),
]);
export type LearningRecord = z.infer<typeof recordSchema>;
