import { z } from 'zod';

export const signalStates = ['done', 'failed', 'blocked'] as const;

/** Bytes of a worker's signal, its line end not counted. What is longer belongs into a file. */
export const longestSignal = 1024;

/** What a worker says when it stops, in one line of JSON. Its results are files. */
export const signalSchema = z.object({
  status: z.enum(signalStates),
  /** What it came to, in a sentence. */
  summary: z.string().trim().min(1),
  /** Paths from the root of the repository. */
  files: z.array(z.string().min(1)),
});
export type Signal = z.infer<typeof signalSchema>;

/** How it looks, for whoever has to write one. */
export const signalExample = `{"status":"${signalStates.join('|')}","summary":"one sentence","files":["path/from/the/root.md"]}`;
