import { z } from 'zod';
import { artefactSchema } from './artefact.ts';
import { signalStates } from './signal.ts';

export const risks = ['low', 'medium', 'high'] as const;
export const risk = z.enum(risks);
export type Risk = z.infer<typeof risk>;

/** An id is part of file names and of names of git refs, whoever wrote it: nothing in it may mean more than itself. */
export const itemId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/, 'an id is of letters, digits, dashes and single dots')
  .max(100)
  .refine((id) => !id.endsWith('.lock'), 'git lets no name end in .lock');

/**
 * A piece of work: `.agents/work/<slug>-<id>.md`. Content only, edited by people and agents like any text; what happened
 * to it are events beside it, so that branches meet in one file only when they change the same words.
 */
export const workItemSchema = z.looseObject({
  schema: z.int().min(1),
  id: itemId,
  title: z.string().min(1),
  /** What is wanted and why. */
  body: z.string(),
  /** How somebody else can tell that it is done, one sentence each. */
  criteria: z.array(z.string().min(1)),
  /** Ids of what must be closed before; `rig:id` names an item of another repository. */
  depends: z.array(z.string().min(1)),
  parent: z.string().min(1).nullable(),
  /**
   * No work by itself, but what it depends on together: its members. In order, each waits for those before it; a batch is
   * closed when all of them are.
   */
  batch: z.enum(['in-order', 'any-order']).optional(),
  /** Paths or globs that it is expected to touch. */
  scope: z.array(z.string().min(1)),
  risk: risk.nullable(),
  /** Minutes. */
  estimate: z.int().min(1).nullable(),
  /** 0 first, 4 last. */
  priority: z.int().min(0).max(4),
  labels: z.array(z.string().min(1)),
  /** Null where it was written by hand without one. */
  created: z.iso.datetime().nullable(),
});
export type WorkItem = z.infer<typeof workItemSchema>;

const base = {
  schema: z.int().min(1),
  /** ULID, also the end of the file's name. */
  ulid: z.string().min(10),
  item: z.string().min(1),
  at: z.iso.datetime(),
  /** `person`, `import`, or `agent:<name>`. */
  by: z.string().min(1),
};
const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.looseObject({ ...base, type: z.literal(type), ...shape });

/** What happened to a piece of work: `.agents/work/events/<id>-<ulid>.json`, one immutable file each. */
export const workEventSchema = z.discriminatedUnion('type', [
  event('note', {
    text: z.string().min(1),
    /** Files that it is about. */
    artefacts: z.array(artefactSchema).optional(),
  }),
  /** What a worker signalled when it stopped; what it found out is in the files. */
  event('result', {
    worker: z.string().min(1),
    status: z.enum(signalStates),
    summary: z.string().min(1),
    artefacts: z.array(artefactSchema),
  }),
  event('claimed', {
    worker: z.string().min(1),
    /** The agent's session, whatever name it works under. */
    session: z.string().nullish(),
    fence: z.int().min(1),
    /** The hash of the prompt that its brief began with. */
    prompt: z.string().nullish(),
    /** What the item asked for when it was taken up, as a hash. */
    terms: z.string().nullish(),
    /** The commit that was checked out then: what is done for the item comes after it. */
    commit: z.string().nullish(),
  }),
  /** Somebody says what going wrong would cost; only a person may say that it is little. */
  event('rated', { risk, reason: z.string() }),
  event('released', { worker: z.string().min(1), fence: z.int().min(1), reason: z.string() }),
  event('closed', {
    /** Commits that did it, full hashes. */
    commits: z.array(z.string()),
    /** The verdict that let it be closed; null where none was asked for. */
    verdict: z.string().nullable(),
    reason: z.string(),
  }),
  /** A person lets it be tried again after its attempts were used up. */
  event('allowed', { reason: z.string().min(1) }),
  /** Closed stays closed: whoever goes on does so in the child. */
  event('reopened', { reason: z.string().min(1), child: z.string().min(1) }),
]);
export type WorkEvent = z.infer<typeof workEventSchema>;
