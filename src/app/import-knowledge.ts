import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { systemCode, ToolError } from '../base/errors.ts';
import { sha256 } from '../base/hash.ts';
import { cleanText } from '../knowledge/clean-text.ts';
import { learningsFolder } from '../knowledge/file-names.ts';
import type { ImportItem, ImportReading } from '../knowledge/import/item.ts';
import { readJsonLines } from '../knowledge/import/jsonl.ts';
import { readMarkdown } from '../knowledge/import/markdown.ts';
import { freeLearningId } from '../knowledge/learning-id.ts';
import { evidenceRecord } from '../knowledge/new-record.ts';
import type { KnowledgeProblem } from '../knowledge/problem.ts';
import { type Addition, listNames, writeMany } from '../knowledge/write-store.ts';
import type { Config } from '../schema/config.ts';
import { type LearningKind, schemaVersion, type TrustTier } from '../schema/learning.ts';
import { type Kept, openKeeper, type Submission } from './keep.ts';
import { refuseBare } from './refuse-bare.ts';
import type { Workspace } from './workspace.ts';

export interface ImportOptions {
  readonly config: Config;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly cwd: string;
  /** A person's own published knowledge: no gate, no similarity, straight to `.agents/learnings`. */
  readonly trust: boolean;
  /** Who stands for what the file says; without it, it is a file's word and waits for review. */
  readonly author: string | null;
  readonly progress?: (done: number, of: number) => void;
}

export interface ImportOutcome {
  readonly files: number;
  /** Learnings that were written, or that got this file as further evidence. */
  readonly imported: number;
  readonly unchanged: number;
  readonly problems: readonly KnowledgeProblem[];
  /** Without `trust`: what the gate said of each. */
  readonly kept: readonly Kept[];
}

/**
 * Takes in knowledge from a file or a folder: JSON lines, a hand-written `learnings.md`, or the reference tool's
 * `.agents/learnings`. Nothing in them is run. Importing the same file again changes nothing.
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE, E_WRITE_FAILED; E_BARE with `trust`
 */
export function importKnowledge(workspace: Workspace, target: string, options: ImportOptions): ImportOutcome {
  if (options.trust) refuseBare(workspace);
  const top = resolve(options.cwd, target);
  const files = filesOf(top, target);
  const problems: KnowledgeProblem[] = [];
  const found: { name: string; items: readonly ImportItem[] }[] = [];
  for (const file of files) {
    const name = nameOf(workspace, file);
    const reading = readFile(file, name);
    problems.push(...reading.problems);
    found.push({ name, items: reading.items });
  }
  const outcome = options.trust ? publishAll(workspace, found, options) : submitAll(workspace, found, options);
  return { files: files.length, problems, ...outcome };
}

type Found = readonly { readonly name: string; readonly items: readonly ImportItem[] }[];

function publishAll(
  workspace: Workspace,
  found: Found,
  { now, progress }: ImportOptions,
): Pick<ImportOutcome, 'imported' | 'unchanged' | 'kept'> {
  const names = listNames(learningsFolder(workspace.sharedDir));
  const taken = new Map<string, { kind: LearningKind; statement: string }>();
  const total = found.reduce((sum, { items }) => sum + items.length, 0);
  let unchanged = 0;
  function* additions(): Generator<Addition> {
    for (const { name, items } of found) {
      for (const item of items) {
        const statement = cleanText(item.statement);
        const id = item.id ?? freeLearningId(item.kind, statement, (other) => taken.get(other) ?? null);
        if (taken.has(id) || names.find(id) !== null) {
          unchanged++;
          continue;
        }
        taken.set(id, { kind: item.kind, statement });
        yield {
          learning: {
            schema: schemaVersion,
            id,
            kind: item.kind,
            title: cleanText(item.title),
            statement,
            scope: item.scope.map(cleanText),
            anchors: [],
            symptoms: item.symptoms.map(cleanText),
            tags: item.tags.map(cleanText),
            sections: Object.fromEntries(
              Object.entries(item.sections).map(([key, text]) => [cleanText(key), cleanText(text)]),
            ),
          },
          records: [
            evidenceRecord(
              id,
              {
                session: item.origin === null ? 'import' : cleanText(item.origin),
                agent: 'import',
                transcript: name,
                lines: [item.line],
                excerpt: '',
                excerptHash: sha256(statement),
                tier: 'user',
                confidence: item.confidence ?? 0.9,
                importance: item.importance,
                commit: null,
                exitCode: null,
                model: null,
                seenAt: item.at === null ? null : isoTime(item.at),
              },
              'import',
              now,
            ),
          ],
        };
      }
    }
  }
  const imported = writeMany(workspace.sharedDir, additions(), (done) => progress?.(done + unchanged, total));
  return { imported, unchanged, kept: [] };
}

/** Without `trust` what a file says goes through the gate as everything else does. */
function submitAll(
  workspace: Workspace,
  found: Found,
  options: ImportOptions,
): Pick<ImportOutcome, 'imported' | 'unchanged' | 'kept'> {
  const tier: TrustTier = options.author === null ? 'file' : 'user';
  const keeper = openKeeper(workspace, { config: options.config, now: options.now, by: 'import' });
  const total = found.reduce((sum, { items }) => sum + items.length, 0);
  const kept: Kept[] = [];
  for (const { name, items } of found) {
    // One by one: what a file says twice is the same thing said twice, not a fault of the second.
    for (const item of items) {
      const origin = item.origin === null ? null : cleanText(item.origin);
      const session = {
        // Standing for what a file says is a word of its own, beside that of the file.
        id:
          options.author === null
            ? (origin ?? `import:${name}`)
            : `import:${cleanText(options.author)}:${origin ?? name}`,
        agent: options.author ?? 'import',
        transcript: name,
        model: null,
        at: null,
      };
      kept.push(...keeper.keep([submissionOf(item, tier)], session));
      if (kept.length % 100 === 0) options.progress?.(kept.length, total);
    }
  }
  return {
    imported: kept.filter(({ isNew }) => isNew).length,
    unchanged: kept.filter(({ isNew }) => !isNew).length,
    kept,
  };
}

function submissionOf(item: ImportItem, tier: TrustTier): Submission {
  return {
    ...(item.id === null ? {} : { id: item.id }),
    kind: item.kind,
    title: item.title,
    statement: item.statement,
    scope: item.scope,
    anchors: [],
    symptoms: item.symptoms,
    tags: item.tags,
    sections: item.sections,
    evidence: { lines: [item.line], excerpt: item.statement, exitCode: null, commit: null, at: item.at },
    tier,
    confidence: item.confidence ?? 0.8,
    importance: item.importance,
    rule: 'import',
    doubts: [],
    insisted: true,
  };
}

function filesOf(top: string, given: string): string[] {
  try {
    if (!statSync(top).isDirectory()) return [top];
    return readdirSync(top, { recursive: true, withFileTypes: true })
      .flatMap((entry) =>
        entry.isFile() && /\.(?:md|jsonl|ndjson)$/i.test(entry.name) && !entry.name.startsWith('.')
          ? [join(entry.parentPath, entry.name)]
          : [],
      )
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw new ToolError('E_FILE_NOT_FOUND', { path: given });
    throw new ToolError('E_FILE_UNREADABLE', { path: given, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}

function readFile(path: string, name: string): ImportReading {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ToolError('E_FILE_UNREADABLE', { path: name, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
  if (text.includes('\0'))
    return { items: [], problems: [{ path: name, line: 1, problem: 'it is not a text file. It is left out.' }] };
  const json = /\.(?:jsonl|ndjson|json)$/i.test(extname(path)) || /^\s*\{/.test(text);
  if (!json) return readMarkdown(text, name);
  const { items, problems } = readJsonLines(text, name);
  return { items, problems: problems.map((one) => ({ ...one, problem: `${one.problem} The line is left out.` })) };
}

/** From the repository's root where the file lies inside it, else its name alone: no path of a machine is kept. */
function nameOf(workspace: Workspace, path: string): string {
  const inside = relative(workspace.root, path);
  return inside.startsWith('..') || inside === '' ? basename(path) : inside.split(sep).join('/');
}
