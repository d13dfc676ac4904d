import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { isoTime } from '../base/clock.ts';
import { reasonOf, systemCode, ToolError } from '../base/errors.ts';
import { cleanText } from '../knowledge/clean-text.ts';
import { slugOf } from '../knowledge/file-names.ts';
import { schemaVersion } from '../schema/learning.ts';
import { type Decision, type DecisionHeading, lintDecision, readDecision, writeDecision } from '../work/decision.ts';
import type { DocumentProblem } from '../work/phases/form.ts';
import { documentsIn } from '../work/phases/phase-file.ts';
import type { Actor } from './actor.ts';
import { refuseBare } from './refuse-bare.ts';
import { itemOf, openBoard } from './work/board.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';

export interface DecisionRequest {
  readonly title: string;
  /** What is said under each heading; the rest is asked in the file. */
  readonly said: Partial<Record<DecisionHeading, string>>;
  /** The work item in which it was taken. */
  readonly item: string | null;
  /** Paths or globs that it is about. */
  readonly scope: readonly string[];
}

export interface LintedDecision {
  /** As it was named, or from the root. */
  readonly path: string;
  readonly problems: readonly DocumentProblem[];
}

export interface WrittenDecision extends LintedDecision {
  /** False where the same was written down before. */
  readonly written: boolean;
}

/**
 * Writes a decision down, in a file of its own.
 * @throws ToolError E_USAGE without a title, E_UNKNOWN_ITEM, E_BARE
 */
export function decide(edge: Edge, { title, said, item, scope }: DecisionRequest, { by }: Actor): WrittenDecision {
  const line = cleanText(title).replace(/\s+/g, ' ').trim();
  if (line === '') throw new ToolError('E_USAGE', { problem: 'A decision needs a title.', command: 'decide' });
  const workspace = openWorkspace(edge);
  refuseBare(workspace);
  const at = isoTime(edge.now());
  const fields = {
    ...{ schema: schemaVersion, at, by },
    item: item === null ? null : itemOf(openBoard(edge), item).item.id,
    scope: scope.map(cleanText),
  };
  const status = said.Status ?? 'accepted';
  const text = cleanText(writeDecision(fields, line, { ...said, Status: status }));
  const { sections } = readDecision(text);
  const same = readDecisions(workspace).find(
    ({ decision }) => decision.title === line && JSON.stringify(decision.sections) === JSON.stringify(sections),
  );
  if (same) return { path: same.path, problems: lintDecision(same.text), written: false };
  const path = freePath(workspace, `${at.slice(0, 10)}-${slugOf(line) || 'decision'}`);
  writeFileAtomic(path, text);
  return { path: relative(workspace.root, path), problems: lintDecision(text), written: true };
}

/**
 * Checks decisions.
 * @param files all that there are where none is named
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE
 */
export function lintDecisions(edge: Edge, files: readonly string[]): LintedDecision[] {
  if (files.length === 0)
    return readDecisions(openWorkspace(edge)).map(({ path, text }) => ({ path, problems: lintDecision(text) }));
  return files.map((path) => ({ path, problems: lintDecision(readText(resolve(edge.cwd, path), path)) }));
}

export interface StoredDecision {
  /** From the root. */
  readonly path: string;
  readonly text: string;
  readonly decision: Decision;
}

/** The decisions of a checkout, by the names of their files. */
export function readDecisions({ sharedDir, root }: Workspace): StoredDecision[] {
  const folder = join(sharedDir, 'decisions');
  return documentsIn(folder).map(({ name, text }) => ({
    path: relative(root, join(folder, name)),
    text,
    decision: readDecision(text),
  }));
}

/** A decision is never written over. */
function freePath({ sharedDir }: Workspace, name: string): string {
  for (let serial = 1; ; serial++) {
    const path = join(sharedDir, 'decisions', `${name}${serial === 1 ? '' : `-${serial}`}.md`);
    if (!existsSync(path)) return path;
  }
}

function readText(path: string, asked: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') throw new ToolError('E_FILE_NOT_FOUND', { path: asked }, { cause });
    throw new ToolError('E_FILE_UNREADABLE', { path: asked, reason: reasonOf(cause) }, { cause });
  }
}
