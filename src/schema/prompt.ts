import { z } from 'zod';

/** Which prompt a run was begun with. */
export const usedPromptSchema = z.looseObject({
  name: z.string().min(1),
  /** Of its text, before anything of the run was put into it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `shipped`, or the file of the repository. */
  from: z.string().min(1),
});
export type UsedPrompt = z.infer<typeof usedPromptSchema>;
