import { z } from 'zod';
import { sessionOutcome } from './journal.ts';
import { learningKind } from './learning.ts';

const text = z.string().min(1).max(4000);
const few = z.array(z.string().min(1).max(400)).max(12);

/** What an agent wrote down and could not keep, because its sandbox forbids writing to the repository's state. */
export const dropSchema = z.strictObject({
  schema: z.literal(1),
  at: z.iso.datetime(),
  agent: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  session: z.string().max(200).nullable(),
  act: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('learn'),
      kind: learningKind,
      statement: text,
      title: z.string().max(200).optional(),
      scope: few,
      symptoms: few,
      tags: few,
      sections: z.record(z.string().max(80), z.string().max(2000)),
      evidence: few,
      confidence: z.number().min(0).max(1),
    }),
    z.strictObject({
      type: z.literal('cite'),
      id: z.string().min(1).max(200),
      outcome: sessionOutcome.nullable(),
      note: z.string().max(1000).nullable(),
    }),
    z.strictObject({ type: z.literal('handoff'), text }),
  ]),
});
export type Drop = z.infer<typeof dropSchema>;
