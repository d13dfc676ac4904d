import { z } from 'zod';

const count = z.int().min(0).nullable();

const ledgerActions = ['lock-in', 'tighten', 'override', 'revert', 'reopen', 'escalate', 'skip-research'] as const;

/**
 * What was locked in, let pass, taken back or taken up again: `.agents/ledger/<yyyy-mm>/<time>-<hash>.json`. Immutable, with
 * the content's hash in the name; git's history is the chain.
 */
export const ledgerEntrySchema = z.looseObject({
  schema: z.int().min(1),
  timestamp: z.iso.datetime(),
  /** `person`, `agent:<name>`, or `unknown`. */
  agent: z.string().min(1),
  action: z.enum(ledgerActions),
  /** Pull request, where there is one. */
  pr: z.string().nullable(),
  /** The work item. */
  issue: z.string().nullable(),
  /** The name of a failure that was met too often, or that a person let be tried again. */
  failure: z.string().optional(),
  /** What may not get worse, where that is what it is about. */
  ratchet: z.string().optional(),
  commit: z.string().nullable(),
  verdict: z.string().nullable(),
  tests_passed: z.boolean().nullable(),
  review_approved: z.boolean().nullable(),
  files_changed: count,
  lines_added: count,
  lines_removed: count,
  reason: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;
