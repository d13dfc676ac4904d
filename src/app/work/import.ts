import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isoTime } from '../../base/clock.ts';
import { reasonOf, systemCode, ToolError } from '../../base/errors.ts';
import { redactDeep } from '../../knowledge/redact/redact.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { WorkItem } from '../../schema/work.ts';
import { cycleThrough } from '../../work/cycle.ts';
import { readBeads } from '../../work/import/beads.ts';
import { readGithub } from '../../work/import/github.ts';
import type { ImportedItem, ImportReading } from '../../work/import/imported.ts';
import { readTodo } from '../../work/import/todo.ts';
import { foldWork } from '../../work/state.ts';
import { writeItem } from '../../work/store.ts';
import type { Edge } from '../workspace.ts';
import { openBoard, record } from './board.ts';

export interface WorkImport {
  readonly added: readonly { readonly id: string; readonly title: string }[];
  /** Items that are here already: what is here is left as it is. */
  readonly there: readonly string[];
  /** Links that would have made a circle, and were left out. */
  readonly dropped: readonly string[];
  readonly problems: ImportReading['problems'];
}

/**
 * Takes in work of another tracker: beads JSON lines, an export of GitHub issues, or a markdown list to tick off. Ids are
 * kept as given; an item that is here already is never overwritten.
 * @throws ToolError E_FILE_NOT_FOUND, E_FILE_UNREADABLE, E_USAGE where the file is none of these
 */
export function importWork(edge: Edge, file: string): WorkImport {
  const { items, problems } = readFile(resolve(edge.cwd, file), file);
  const board = openBoard(edge);
  const fresh = items.filter(
    (item, index) => !board.states.has(item.id) && items.findIndex(({ id }) => id === item.id) === index,
  );
  const depends = new Map([...board.states].map(([id, { item }]) => [id, [...item.depends]]));
  const dropped: string[] = [];
  for (const item of fresh) {
    depends.set(item.id, []);
    for (const other of item.depends) {
      if (cycleThrough(item.id, other, (id) => depends.get(id) ?? [])) dropped.push(`${item.id} → ${other}`);
      else depends.get(item.id)?.push(other);
    }
  }
  for (const item of fresh) {
    const clean = { ...redactDeep(workItem(item, depends.get(item.id) ?? [], board.now)), id: item.id } as WorkItem;
    const path = writeItem(board.folder, clean, undefined);
    if (item.closed) {
      // When it was closed is for the other tracker to say, unless it says nothing, or that nobody knows (year 1).
      const at = Date.parse(item.closed.at ?? '');
      const now = at > 0 ? at : board.now;
      record({ ...board, now }, foldWork(clean, path, []), 'import', {
        type: 'closed',
        commits: [],
        verdict: null,
        reason: item.closed.reason,
      });
    }
  }
  return {
    added: fresh.map(({ id, title }) => ({ id, title })),
    there: items.flatMap(({ id }) => (board.states.has(id) ? [id] : [])),
    dropped,
    problems,
  };
}

function workItem(item: ImportedItem, depends: readonly string[], now: number): WorkItem {
  return {
    schema: schemaVersion,
    id: item.id,
    title: item.title,
    body: item.body,
    criteria: [...item.criteria],
    depends: [...depends],
    parent: item.parent,
    scope: [],
    risk: null,
    estimate: null,
    priority: item.priority,
    labels: [...item.labels],
    created: item.created ?? isoTime(now),
  };
}

function readFile(path: string, shown: string): ImportReading {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') throw new ToolError('E_FILE_NOT_FOUND', { path: shown }, { cause });
    throw new ToolError('E_FILE_UNREADABLE', { path: shown, reason: systemCode(cause) ?? reasonOf(cause) }, { cause });
  }
  const reading = path.endsWith('.md') ? readTodo(text) : (readGithub(text) ?? readBeads(text));
  if (reading.items.length === 0)
    throw new ToolError('E_USAGE', {
      problem: `${basename(shown)} holds no work: it is no beads JSON lines, no export of GitHub issues and no list of \`- [ ]\`${
        reading.problems[0] ? ` (line ${reading.problems[0].line}: ${reading.problems[0].problem})` : ''
      }.`,
      command: 'work import',
    });
  return reading;
}
