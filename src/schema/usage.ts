import { z } from 'zod';

const count = z.int().min(0);

/**
 * `.agents/usage/<yyyy-mm>/<who>.json`: how often the published learnings were given and used in a month, as one clone of
 * the repository counted it. Counts alone: no session, no prompt, and `who` is drawn by lot.
 */
export const usageFile = z.looseObject({
  schema: z.int().min(1),
  /** `2026-03` */
  month: z.string().regex(/^\d{4}-\d\d$/),
  /** Sessions that ended in this month, and those of them that were given something. */
  sessions: z.looseObject({ ended: count, given: count }),
  /** By id: in how many sessions it was given, and in how many it was used. */
  learnings: z.record(z.string(), z.looseObject({ given: count, used: count })),
});
export type UsageFile = z.infer<typeof usageFile>;
