import { z } from 'zod';
import { usedPromptSchema } from './prompt.ts';
import { identitySchema, severities, verdictResults } from './verdict.ts';

export const recommendations = ['approve', 'revise', 'reject'] as const;
export type Recommendation = (typeof recommendations)[number];

/** From the least to the most; `session-distinct` says no more than that each one began anew. */
export const diversities = ['session-distinct', 'model-distinct', 'provider-distinct'] as const;
export type Diversity = (typeof diversities)[number];

const text = z.string().trim().min(1);

/** What a reviewer found. */
export const councilFindingSchema = z.object({
  severity: z.enum(severities),
  path: z.string().nullable(),
  line: z.int().min(1).nullable(),
  claim: text,
  evidence: text,
  /** What to do about it. */
  action: text,
});
export type CouncilFinding = z.infer<typeof councilFindingSchema>;

/** What a reviewer answers. A bare vote is none: it names what its position costs and what would change it. */
export const answerSchema = z.object({
  position: text,
  recommendation: z.enum(recommendations),
  findings: z.array(councilFindingSchema),
  tradeoffs: z.array(text).min(1),
  changeMind: z.array(text).min(1),
});
export type Answer = z.infer<typeof answerSchema>;

/** One reviewer of a council, and what came of it. */
export const seatSchema = z.looseObject({
  reviewer: z.string().min(1),
  /** `agent:<name>`. */
  by: z.string().min(1),
  /** SHA-256 of what it was asked, byte for byte. */
  prompt: z.string().min(1),
  /** Whose model answered, where its name tells. */
  provider: z.string().nullable(),
  model: z.string().nullable(),
  /** Whether the answer named its model, or whoever called for the reviewer; null where the model is not known. */
  modelFrom: z.enum(['answer', 'caller']).nullable(),
  session: z.string().min(1),
  milliseconds: z.number().min(0),
  /** Why it counts as absent; null where it answered. */
  absent: z.string().nullable(),
  answer: answerSchema.nullable(),
});
export type Seat = z.infer<typeof seatSchema>;

const statement = z.looseObject({ text: z.string().min(1), by: z.array(z.string().min(1)).min(1) });

/**
 * What a council came to: `.agents/councils/<hash>.json`, immutable, the content's hash in the name. Derived from what the
 * reviewers found, never from how many said what.
 */
export const councilSchema = z.looseObject({
  schema: z.int().min(1),
  at: z.iso.datetime(),
  /** Who called it. */
  by: identitySchema,
  /** Null for a change. */
  question: z.string().nullable(),
  item: z.string().nullable(),
  commit: z.string().nullable(),
  tree: z.string().nullable(),
  /** SHA-256 of what every reviewer was asked. */
  prompt: z.string().min(1),
  /** The prompt that stands at its head. */
  template: usedPromptSchema.optional(),
  seats: z.array(seatSchema).min(1),
  /** What was seen of who answered; null where fewer than two did. */
  diversity: z.enum(diversities).nullable(),
  /** The verdict of the project's own checks that it is joined to; null where there is none. */
  checks: z.string().nullable(),
  result: z.enum(verdictResults),
  /** Why it is not passing. */
  reasons: z.array(z.string()),
  /** False where a claim about code stands on models alone. */
  complete: z.boolean(),
  level: z.int().min(1).max(7).nullable(),
  consensus: z.array(statement),
  disagreements: z.array(statement),
  tradeoffs: z.array(statement),
  /** Whoever sees it otherwise than it was decided, in their own words. */
  dissent: z.array(
    z.looseObject({ by: z.string().min(1), recommendation: z.enum(recommendations), position: z.string().min(1) }),
  ),
  /** What makes it worth deciding anew. */
  revisit: z.array(statement).min(1),
});
export type Council = z.infer<typeof councilSchema>;
export type Statement = z.infer<typeof statement>;
