import { z } from 'zod';
import { risk } from './work.ts';

export const verdictResults = ['passing', 'needs-attention', 'failing'] as const;
export const severities = ['blocking', 'major', 'minor'] as const;

/** Something that a validator found. */
export const findingSchema = z.looseObject({
  severity: z.enum(severities),
  text: z.string().min(1),
  path: z.string().nullable(),
  line: z.int().min(1).nullable(),
  /** Why a person let it pass, and the verdict in which they did where it is not this one. */
  accepted: z.string().optional(),
  acceptedIn: z.string().optional(),
  /** Of an edited item: what it asks for now, as a hash. */
  terms: z.string().nullish(),
});
export type Finding = z.infer<typeof findingSchema>;

/** Who did something, as far as the environment and the journal tell; null for what they do not. */
export const identitySchema = z.looseObject({
  /** `person`, `agent:<name>`, `council`, or `unknown`. */
  by: z.string().min(1),
  session: z.string().nullable(),
  model: z.string().nullable(),
});
export type Identity = z.infer<typeof identitySchema>;

const count = z.int().min(0);
export const gateResultSchema = z.looseObject({
  name: z.string().min(1),
  kind: z.string().min(1),
  command: z.array(z.string()),
  required: z.boolean(),
  passed: z.boolean(),
  /** Why it did not pass; empty where it did. */
  reason: z.string(),
  exit: z.int().nullable(),
  timedOut: z.boolean(),
  milliseconds: z.number().min(0),
  /** Tests as the runner counted them; null where its words are not known. */
  tests: z
    .looseObject({ runner: z.string(), passed: count, failed: count, skipped: count, empty: count.optional() })
    .nullable(),
  /** SHA-256 of all it printed, and the end of it without secrets. */
  logDigest: z.string(),
  tail: z.string(),
});
export type GateResult = z.infer<typeof gateResultSchema>;

/**
 * What a validation came to: `.agents/verdicts/<tree>-<hash>.json`, immutable, the content's hash in the name. It holds for
 * one tree, without twelvefold's own record folders, so that committing it does not undo it.
 */
export const verdictSchema = z.looseObject({
  schema: z.int().min(1),
  /** `gates` the project's own checks ran; `review` somebody looked; `council` several did, blind. */
  kind: z.enum(['gates', 'review', 'council']),
  tree: z.string().min(1),
  commit: z.string().min(1),
  /** The branch that the commit was made to be landed on: the merged result of it and another one. */
  into: z.string().nullish(),
  item: z.string().nullable(),
  /** What the item asked for then, as a hash; where it asks for something else now, the verdict is stale. */
  terms: z.string().nullish(),
  at: z.iso.datetime(),
  result: z.enum(verdictResults),
  /** Why it is not passing. */
  reasons: z.array(z.string()),
  /** 1 to 7, computed from who wrote and who validated; null where nothing was shown. */
  level: z.int().min(1).max(7).nullable(),
  risk: z.looseObject({ level: risk, reasons: z.array(z.string()) }),
  authors: z.array(identitySchema),
  validator: identitySchema,
  gates: z.array(gateResultSchema),
  findings: z.array(findingSchema),
  /** Whether a person has confirmed the gates; found ones run unconfirmed where nobody can be asked. */
  confirmed: z.boolean(),
  /** What a reviewer answered to the questions of the checklist, where it was used. */
  checklist: z.array(z.looseObject({ question: z.string().min(1), answer: z.string().min(1) })).optional(),
  /** The verdict that this one takes the place of. */
  revalidates: z.string().nullable(),
});
export type Verdict = z.infer<typeof verdictSchema>;
