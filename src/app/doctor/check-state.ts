import { accessSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reasonOf, systemCode, ToolError } from '../../base/errors.ts';
import { readKnowledge } from '../../knowledge/store.ts';
import { loadConfig } from '../config.ts';
import { indexStatus } from '../knowledge-index.ts';
import { type Edge, knowledgeRoots, type Workspace } from '../workspace.ts';
import { advice, type Finding, fine, problem } from './finding.ts';

/** More waiting jobs than this, or older ones, mean that nobody works them off. */
const mostJobs = 200;
const day = 86_400_000;
/** Broken files that are named one by one. */
const mostNamed = 3;

/** What the program keeps: configuration, the files of knowledge, index, spool, the hooks' log. */
export function checkState(workspace: Workspace, edge: Edge): Finding[] {
  return [
    configuration(workspace, edge),
    ...knowledge(workspace),
    index(workspace),
    spool(workspace, edge),
    ...log(workspace, edge),
  ];
}

function configuration(workspace: Workspace, edge: Edge): Finding {
  const place = { check: 'configuration', agent: null } as const;
  try {
    loadConfig(workspace, edge);
    return fine(place, 'can be read');
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return problem(place, error.message, error.hint);
  }
}

/** Files that cannot be read in whole or in part: what stands in them is not used, whatever the rest of the chain does. */
function knowledge(workspace: Workspace): Finding[] {
  const { problems } = readKnowledge(knowledgeRoots(workspace));
  if (problems.length === 0) return [];
  const shown = problems.slice(0, mostNamed).map(({ path, line, problem: what }) => {
    return `${path}${line === undefined ? '' : `:${line}`}: ${what}`;
  });
  const more = problems.length - shown.length;
  const text = `${problems.length} ${problems.length === 1 ? 'file has a problem' : 'files have problems'}: ${shown.join(' ')}`;
  const told = more > 0 ? `${text} … and ${more} more` : text;
  const place = { check: 'knowledge', agent: null } as const;
  // What another tool wrote may stay as it is.
  const [foreign] = problems.flatMap(({ mend }) => mend ?? []);
  if (foreign !== undefined && problems.every(({ mend }) => mend !== undefined)) return [advice(place, told, foreign)];
  return [problem(place, told, 'Mend by hand what is named (it is plain text); `twelvefold index rebuild` names all.')];
}

function index(workspace: Workspace): Finding {
  const place = { check: 'index', agent: null } as const;
  const closed = closedTo(workspace.cacheDir);
  if (closed !== null) return problem(place, `cannot be kept, so hooks say nothing: ${closed.text}`, closed.fix);
  const { exists, current, learnings, remark } = indexStatus(workspace);
  if (!exists) return fine(place, 'none yet; the first recall makes it');
  if (remark !== null) return problem(place, `cannot be read: ${remark}`, 'twelvefold index rebuild', true);
  if (!current) return problem(place, 'is older than the knowledge files', 'twelvefold index rebuild', true);
  return fine(place, `${learnings} learnings, up to date`);
}

function spool({ stateDir }: Workspace, edge: Edge): Finding {
  const place = { check: 'spool', agent: null } as const;
  const folder = join(stateDir, 'spool');
  const jobs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const oldest = jobs.reduce((old, name) => Math.min(old, modified(join(folder, name))), edge.now());
  const days = Math.floor((edge.now() - oldest) / day);
  if (jobs.length > mostJobs || days >= 7)
    return problem(place, `${jobs.length} jobs wait, the oldest for ${days} days`, 'twelvefold forge --pending');
  return fine(place, `${jobs.length} jobs wait for the next sweep`);
}

/** What hooks could not do lately; they never say so themselves. */
function log({ stateDir }: Workspace, edge: Edge): Finding[] {
  const path = join(stateDir, 'hook.log');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const recent = lines.filter((line) => edge.now() - Date.parse(line.slice(0, 24)) < 7 * day);
  if (recent.length === 0) return [];
  return [
    advice(
      { check: 'log', agent: null },
      `hooks failed ${recent.length} times this week, last: ${recent.at(-1)}`,
      `All of it: ${path}`,
    ),
  ];
}

/** Why nothing can be written into a folder, or why it cannot be made; null where all is well. Tries nothing out. */
function closedTo(folder: string): { readonly text: string; readonly fix: string } | null {
  const inTheWay = (what: string) => ({ text: `${folder} ${what}`, fix: `Move ${folder} away; it is made anew.` });
  try {
    if (!statSync(folder).isDirectory()) return inTheWay('is no folder');
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' && lstatSync(folder, { throwIfNoEntry: false })) return inTheWay('is a link to nothing');
    // Not there yet: whoever makes it needs the one above.
    if (code === 'ENOENT' || code === 'ENOTDIR') return closedTo(dirname(folder));
    const text = `${folder} cannot be written into (${code ?? reasonOf(error)})`;
    return { text, fix: `Make ${folder} a folder that you may write into.` };
  }
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}
