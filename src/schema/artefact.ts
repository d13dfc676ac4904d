import { z } from 'zod';

/** A file by reference, whatever its size: which one it was is told by its hash, and where it can be had by its location. */
export const artefactSchema = z.looseObject({
  /** From the root of the repository. */
  path: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
  /** Where others get it; null where it is in git, or nobody said. */
  location: z.string().min(1).nullable(),
});
export type Artefact = z.infer<typeof artefactSchema>;
