import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { isoTime } from '../../base/clock.ts';
import { reasonOf, systemCode, ToolError } from '../../base/errors.ts';
import { changedSince, pathsAt } from '../../git/examined.ts';
import { commitOf } from '../../git/tree.ts';
import { countTokens } from '../../knowledge/inject/count-tokens.ts';
import { redact } from '../../knowledge/redact/redact.ts';
import { schemaVersion } from '../../schema/learning.ts';
import { isLive } from '../../work/claim.ts';
import { advise, type DocumentProblem, mend } from '../../work/phases/form.ts';
import {
  documentFor,
  documentsIn,
  type PhaseDocument,
  type PhaseDocumentKind,
  phaseFolder,
  readPhaseDocument,
  writePhaseDocument,
} from '../../work/phases/phase-file.ts';
import { blankPlan, lintPlan } from '../../work/phases/plan.ts';
import { blankResearch, examinedFiles, lintResearch } from '../../work/phases/research.ts';
import type { WorkState } from '../../work/state.ts';
import type { Actor } from '../actor.ts';
import { loadConfig } from '../config.ts';
import { tierIsOn } from '../tiers.ts';
import { type Board, itemOf, openBoard } from '../work/board.ts';
import type { Edge, Workspace } from '../workspace.ts';
import { beginSessionPhase } from './session-phase.ts';
import { wantsResearch } from './wants-research.ts';

/** A document of a phase, and where it stands. */
export interface Standing {
  /** From the root. */
  readonly path: string;
  /** The item it belongs to; null where the file does not say. */
  readonly item: string | null;
  readonly problems: readonly DocumentProblem[];
  /** Files it looked at that are no longer as they were at its commit. */
  readonly stale: readonly string[];
  readonly tokens: number;
  /** How many times shorter it is than the files it looked at; null where that cannot be told. */
  readonly compression: number | null;
}

export interface PhaseView extends Standing {
  readonly text: string;
  /** The text without its front matter. */
  readonly body: string;
}

/** What research leaves of what it read, in the experience of those who do it: a fifth to a quarter. */
const leastCompression = 4;

/**
 * Writes the template of a phase for an item. One that is there is left as it is.
 * @throws ToolError E_UNKNOWN_ITEM; with the workflow on, E_NO_BOUNDS for research without scope and criteria and E_NO_PHASE for a plan without research
 */
export function newPhaseDocument(
  edge: Edge,
  kind: PhaseDocumentKind,
  id: string,
  { by, worker, session }: Actor,
): { readonly path: string; readonly written: boolean } {
  const board = openBoard(edge);
  const state = itemOf(board, id);
  const { workspace } = board;
  const folder = join(workspace.sharedDir, phaseFolder[kind]);
  const there = documentFor(folder, state.item.id);
  const strict = tierIsOn(edge, 'workflow');
  if (strict && !there) askForEarlierPhase(edge, board, kind, state);
  const path = join(folder, there?.name ?? basename(state.path));
  const document = shown(workspace, path);
  // Whoever has taken something is building.
  const isBuilding = [...board.claims.values()].some((held) => held.worker === worker && isLive(held, board.now));
  if (strict && session !== null && !isBuilding)
    beginSessionPhase(workspace.stateDir, session, { schema: 1, item: state.item.id, phase: kind, document });
  if (there) return { path: document, written: false };
  const { id: item, title } = state.item;
  const commit = workspace.repository?.head ?? null;
  const fields = { schema: schemaVersion, item, commit, at: isoTime(board.now), by };
  const body = kind === 'research' ? blankResearch(title) : blankPlan(title);
  writeFileAtomic(path, redact(writePhaseDocument(fields, body)));
  return { path: document, written: true };
}

function askForEarlierPhase(edge: Edge, board: Board, kind: PhaseDocumentKind, state: WorkState): void {
  const { id, scope, criteria } = state.item;
  if (kind === 'research') {
    const lacking = [
      ...(scope.length === 0 ? ['what it may touch (`scope:`)'] : []),
      ...(criteria.length === 0 ? ['when it is done (`## Acceptance criteria`)'] : []),
    ];
    if (lacking.length > 0)
      throw new ToolError('E_NO_BOUNDS', { id, lacking: lacking.join(' and '), path: state.path });
    return;
  }
  const wanted = wantsResearch(edge, state, loadConfig(board.workspace, edge));
  if (wanted !== null && viewOf(board.workspace, 'research', state) === null)
    throw new ToolError('E_NO_PHASE', { id, what: 'research', command: 'research' });
}

/**
 * The document that an item has of a phase.
 * @throws ToolError E_UNKNOWN_ITEM, E_NO_PHASE
 */
export function showPhaseDocument(edge: Edge, kind: PhaseDocumentKind, id: string): PhaseView {
  const board = openBoard(edge);
  const state = itemOf(board, id);
  const view = viewOf(board.workspace, kind, state);
  if (view === null) throw new ToolError('E_NO_PHASE', { id: state.item.id, what: kind, command: kind });
  return view;
}

/** The same, null where there is none. */
export function viewOf(workspace: Workspace, kind: PhaseDocumentKind, state: WorkState): PhaseView | null {
  const folder = join(workspace.sharedDir, phaseFolder[kind]);
  const found = documentFor(folder, state.item.id);
  return found ? viewed(workspace, kind, join(folder, found.name), found.text) : null;
}

/** Whether nothing is missing in a document; remarks hold nothing back. */
export function isComplete({ problems }: Pick<Standing, 'problems'>): boolean {
  return problems.every(({ advice }) => advice);
}

/**
 * Checks documents of a phase.
 * @param asked items, or files; all that there are where nothing is named
 * @throws ToolError E_UNKNOWN_ITEM, E_NO_PHASE, E_FILE_UNREADABLE
 */
export function lintPhaseDocuments(edge: Edge, kind: PhaseDocumentKind, asked: readonly string[]): Standing[] {
  const board = openBoard(edge);
  const { workspace } = board;
  const folder = join(workspace.sharedDir, phaseFolder[kind]);
  const views =
    asked.length === 0
      ? documentsIn(folder).map(({ name, text }) => viewed(workspace, kind, join(folder, name), text))
      : asked.map((one) => {
          const path = resolve(edge.cwd, one);
          return existsSync(path) || one.endsWith('.md')
            ? viewed(workspace, kind, path, readText(path, one))
            : showPhaseDocument(edge, kind, one);
        });
  return views.map(({ text: _text, body: _body, ...standing }) => {
    const item = standing.item;
    if (item === null || board.states.has(item)) return standing;
    const problem = mend(
      1,
      `there is no work item ${item} here`,
      'Mend `item:`; `twelvefold work list --all` shows the ids.',
    );
    return { ...standing, problems: [problem, ...standing.problems] };
  });
}

function viewed(workspace: Workspace, kind: PhaseDocumentKind, path: string, text: string): PhaseView {
  const document = readPhaseDocument(text);
  const { body, bodyLine, fields } = document;
  const tokens = countTokens(body);
  const problems = [...document.problems, ...secretsIn(text)];
  const base = { path: shown(workspace, path), item: fields?.item ?? null, text, body, tokens };
  if (kind === 'plan')
    return { ...base, problems: [...problems, ...lintPlan(body, bodyLine)], stale: [], compression: null };
  const { known, stale, existed } = treeOf(workspace, document);
  if (!known)
    problems.push(mend(1, `\`commit: ${fields?.commit}\` is not in this repository`, 'Fetch it, or research anew.'));
  problems.push(...lintResearch(body, bodyLine, existed));
  const compression = problems.length > 0 ? null : compressionOf(workspace, document, tokens);
  if (compression !== null && compression < leastCompression)
    problems.push(
      advise(
        bodyLine,
        `it is ${compression} times as short as the files it sums up; ${leastCompression} times or more is usual`,
        'Keep what the next phase needs; the files are there to be read.',
      ),
    );
  if (stale.length > 0)
    problems.push(
      advise(
        1,
        `it may be out of date: ${stale.slice(0, 5).join(', ')} changed since ${fields?.commit?.slice(0, 9)}`,
        `Look at them again, mend what is no longer so, and set \`commit: ${workspace.repository?.head ?? ''}\`.`,
      ),
    );
  return { ...base, problems, stale, compression };
}

/** What git says of the files that were looked at; without git, what lies there. */
function treeOf(workspace: Workspace, { fields, body }: PhaseDocument) {
  const { root, repository } = workspace;
  const paths = examinedFiles(body).map(({ text }) => text);
  const commit = fields?.commit ?? null;
  if (repository?.root == null || commit === null)
    return { known: true, stale: [], existed: (path: string) => inside(root, path) && existsSync(join(root, path)) };
  if (commitOf(root, commit) === null) return { known: false, stale: [], existed: null };
  const there = pathsAt(root, commit, paths);
  return { known: true, stale: changedSince(root, commit, [...there]), existed: (path: string) => there.has(path) };
}

function compressionOf({ root }: Workspace, { body }: PhaseDocument, tokens: number): number | null {
  const read = examinedFiles(body).reduce((sum, { text }) => {
    try {
      return inside(root, text) ? sum + countTokens(readFileSync(join(root, text), 'utf8')) : sum;
    } catch {
      return sum;
    }
  }, 0);
  return read === 0 || tokens === 0 ? null : Math.round((read / tokens) * 10) / 10;
}

function secretsIn(text: string): DocumentProblem[] {
  return text.split('\n').flatMap((line, at) => {
    const found = /\[redacted: [^\]]+\]/.exec(redact(line))?.[0];
    return found === undefined || line.includes(found)
      ? []
      : [mend(at + 1, `it holds what looks like a secret ${found}`, 'Take it out before it is committed.')];
  });
}

function inside(root: string, path: string): boolean {
  const way = relative(root, resolve(root, path));
  return way !== '' && !way.startsWith('..');
}

const shown = ({ root }: Workspace, path: string) => (inside(root, path) ? relative(root, path) : path);

function readText(path: string, asked: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') throw new ToolError('E_FILE_NOT_FOUND', { path: asked }, { cause });
    throw new ToolError('E_FILE_UNREADABLE', { path: asked, reason: reasonOf(cause) }, { cause });
  }
}
