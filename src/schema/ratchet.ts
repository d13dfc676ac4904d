import { z } from 'zod';

/**
 * What may not get worse: `.agents/ratchets/<name>.json`, one small file each, so that branches that tighten different ones
 * merge.
 */
export const ratchetSchema = z.looseObject({
  schema: z.int().min(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
  /** The program that measures, and its arguments. */
  command: z.array(z.string()).min(1),
  /** How its output is read: the last number, a number in JSON, one item a line, or ESLint's findings in JSON, of some rules or all. */
  read: z.union([
    z.looseObject({ as: z.literal('number') }),
    z.looseObject({ as: z.literal('json'), path: z.string().min(1), file: z.string().optional() }),
    z.looseObject({ as: z.literal('items'), pattern: z.string().optional() }),
    z.looseObject({ as: z.literal('tests') }),
    z.looseObject({ as: z.literal('eslint'), rules: z.array(z.string().min(1)).optional() }),
    z.looseObject({ as: z.literal('bytes'), files: z.array(z.string().min(1)).min(1) }),
  ]),
  /** Which way is better. */
  better: z.enum(['more', 'fewer']),
  /** The best value that was reached; of items their number. */
  value: z.number(),
  /** The items by identity, sorted, where there are any: one that comes for one that goes is no even trade. */
  items: z.array(z.string()).optional(),
  /** Exit codes of the measuring program that are no failure; linters say 1 when they find something. */
  exits: z.array(z.int()).optional(),
});
export type Ratchet = z.infer<typeof ratchetSchema>;
