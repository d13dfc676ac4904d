import { z } from 'zod';
import { schemaVersion } from './learning.ts';

const edit = z.object({ offset: z.int().min(0), removed: z.string(), inserted: z.string() });

/** One thing that `init` put into a file. */
const ownedPart = z.object({
  /** Whom it was put there for: an agent, `protect` (git's hooks), or `agent for FOLDER` in settings that more than one checkout shares. It goes with the last. */
  owners: z.array(z.string()),
  what: z.enum(['hooks', 'server', 'skill', 'instructions', 'trust', 'exclude', 'git-hooks']),
  /** As the editor of settings knows it; it is checked there. */
  part: z.custom<{ readonly kind: string }>((value) => typeof value === 'object' && value !== null && 'kind' in value),
});

const installedFileSchema = z.looseObject({
  path: z.string(),
  /** Top of the checkout that it was written for; null in the person's own settings. */
  root: z.string().nullable(),
  parts: z.array(ownedPart),
  /** Whether the file was not there before. */
  created: z.boolean(),
  /** Folders that were made for it, the outermost first. */
  folders: z.array(z.string()),
  /** JSON objects and lists that were made in it. */
  made: z.array(z.array(z.string())),
  /** SHA-256 of the text with our parts, as long as nobody else changes it. */
  after: z.string(),
  /** How that text came about from the one before; null where somebody changed it in between. */
  edits: z.array(edit).nullable(),
  /** The line in git's own list of ignored files; null where none is needed. */
  exclude: z.string().nullable(),
});

/** What `init` wrote, so that `uninstall` can take back exactly that. */
export const installRecordSchema = z.looseObject({
  schema: z.int().min(1).default(schemaVersion),
  /** Folders that were made for the record itself, the outermost first. */
  folders: z.array(z.string()).default([]),
  files: z.array(installedFileSchema),
});

export type InstalledFile = z.infer<typeof installedFileSchema>;
export type InstallRecord = z.infer<typeof installRecordSchema>;
