import { z } from 'zod';

/** The newest layout of files on disk that this program writes. Anything newer is read and never written. */
export const schemaVersion = 1;

export const learningKinds = ['decision', 'failure', 'pattern', 'gotcha', 'model', 'preference', 'command'] as const;
export const learningKind = z.enum(learningKinds);
export type LearningKind = z.infer<typeof learningKind>;

/** Something in the tree that a learning is about and that can be checked in milliseconds. */
export const anchorSchema = z.looseObject({
  type: z.enum(['file', 'symbol', 'command']),
  /** The path from the repository's root, or the command family (`git push`). */
  target: z.string().min(1),
  /** The name of the function, type or setting inside the file. */
  symbol: z.string().optional(),
  /** Git blob id of the file when the learning was made, to tell "changed" from "as it was". */
  blob: z.string().optional(),
});
export type Anchor = z.infer<typeof anchorSchema>;

export const idForm = /^[^\p{Cc}\p{Cf}\u2028\u2029<>]{1,200}$/u;

/**
 * One thing worth knowing: `.agents/learnings/<slug>-<id>.md` and its likes in the local state and the person's own store.
 * Content only: what happened to it lies in its records, so that two branches that learn the same write the same file.
 */
export const learningSchema = z.looseObject({
  schema: z.int().min(1),
  /** Any name, also one that was imported, but nothing that could break the line or the tag in which it is told. */
  id: z.string().regex(idForm, 'must be 1 to 200 characters in one line, without < and >'),
  kind: learningKind,
  title: z.string().min(1),
  statement: z.string().min(1),
  /** Paths, globs or command families it applies to. */
  scope: z.array(z.string()),
  anchors: z.array(anchorSchema),
  /** Normalised signatures of the errors it answers. */
  symptoms: z.array(z.string()),
  tags: z.array(z.string()),
  /** When to use it and when not, a code example, what worked and what failed: the sections of its kind's template. */
  sections: z.record(z.string(), z.string()),
});
export type Learning = z.infer<typeof learningSchema>;

/**
 * How we know: it ranks trust. A later tier never lifts itself above an earlier one.
 * `user` the user said so, `check` a check showed it, `agent` an agent reasoned it, `file` a file said it, `web` the web or a tool's output said it.
 */
export const trustTiers = ['user', 'check', 'agent', 'file', 'web'] as const;
export const trustTier = z.enum(trustTiers);
export type TrustTier = z.infer<typeof trustTier>;
