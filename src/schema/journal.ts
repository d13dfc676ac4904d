import { z } from 'zod';

export const injectionPoints = ['start', 'prompt', 'file', 'error'] as const;
export const injectionPoint = z.enum(injectionPoints);
export type InjectionPoint = z.infer<typeof injectionPoint>;

/** What the last check of a session said; `unknown` moves nothing. */
export const sessionOutcomes = ['passed', 'failed', 'unknown'] as const;
export const sessionOutcome = z.enum(sessionOutcomes);
export type SessionOutcome = z.infer<typeof sessionOutcome>;

/** `named`: the id stands in what the agent wrote. `followed`: its command was run or its advice done. `by-hand`: somebody said so. */
export const citationKinds = ['named', 'followed', 'by-hand'] as const;
export const citationKind = z.enum(citationKinds);
export type CitationKind = z.infer<typeof citationKind>;

const base = {
  schema: z.int().min(1),
  at: z.iso.datetime(),
  session: z.string().min(1),
  agent: z.string().min(1),
};
const line = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.looseObject({ ...base, type: z.literal(type), ...shape });

/** Knowledge really put into a session, with what it cost. */
export const injectionLine = line('injection', {
  point: injectionPoint,
  ids: z.array(z.string().min(1)),
  tokens: z.int().min(0),
});

/** Evidence that a session used a learning it had been given. */
export const citationLine = line('citation', {
  id: z.string().min(1),
  kind: citationKind,
  /** 1-based line of the transcript; null for a citation by hand. */
  line: z.int().min(1).nullable(),
  transcript: z.string().nullable(),
  /** The words around it, redacted and clipped. */
  context: z.string(),
  /** Said by hand; null lets the session's own outcome count. */
  outcome: sessionOutcome.nullable(),
  note: z.string().nullable(),
});

/** How a session went. The latest line of a session counts: sessions grow. */
export const outcomeLine = line('outcome', {
  outcome: sessionOutcome,
  model: z.string().nullable(),
  /** Corrections by the user after the agent had said it was done. */
  corrections: z.int().min(0),
  /** Hashes of the signatures of its failures, each once, in order of appearance. */
  failures: z.array(z.string()),
  /** How many of them were known before the session began. */
  repeats: z.int().min(0),
  /** Whether the first check after the first edit passed; null where there was none. */
  firstPass: z.boolean().nullable(),
  /** Milliseconds from the first event to the first passing check; null where there was none. */
  firstSuccessMs: z.number().min(0).nullable(),
  /** Hashes, full or shortened, of the commits it made; lines of earlier versions have none. */
  commits: z.array(z.string()).optional(),
  /** When the session was read; `at` is when it ended. Lines of earlier versions have none. */
  harvested: z.iso.datetime().optional(),
});

/** A session in which the situation of a learning arose: its file was edited or its command's family ran. */
export const chanceLine = line('chance', {
  id: z.string().min(1),
  /** Whether the session had been given the learning before that. */
  told: z.boolean(),
  /** Whether it did what the learning says. */
  followed: z.boolean(),
});

/** One line of `<state>/journal/<yyyy-mm>.jsonl`. */
export const journalLine = z.discriminatedUnion('type', [injectionLine, citationLine, outcomeLine, chanceLine]);
export type InjectionLine = z.infer<typeof injectionLine>;
export type CitationLine = z.infer<typeof citationLine>;
export type OutcomeLine = z.infer<typeof outcomeLine>;
export type ChanceLine = z.infer<typeof chanceLine>;
export type JournalLine = z.infer<typeof journalLine>;
