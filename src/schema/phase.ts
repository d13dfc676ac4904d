import { z } from 'zod';

const common = {
  schema: z.int().min(1),
  at: z.iso.datetime(),
  /** `person`, `agent:<name>`, or `unknown`. */
  by: z.string().min(1),
};

/** The front matter of what a phase of an item leaves behind: `.agents/{research,plans}/<slug>-<id>.md`. */
export const phaseFieldsSchema = z.looseObject({
  ...common,
  /** The work item. */
  item: z.string().min(1),
  /** The commit that was looked at; null without git. */
  commit: z.string().min(7).nullable(),
});
export type PhaseFields = z.infer<typeof phaseFieldsSchema>;

/** The front matter of a decision: `.agents/decisions/<date>-<slug>.md`. One written by hand needs none. */
export const decisionFieldsSchema = z.looseObject({
  ...common,
  /** The work item in which it was taken. */
  item: z.string().min(1).nullable(),
  /** Paths or globs that it is about. */
  scope: z.array(z.string().min(1)),
});
export type DecisionFields = z.infer<typeof decisionFieldsSchema>;
