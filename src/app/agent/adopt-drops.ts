import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { day } from '../../base/clock.ts';
import { type ErrorCode, reasonOf, ToolError } from '../../base/errors.ts';
import { type Drop, dropSchema } from '../../schema/drop.ts';
import { type FoundSession, findSessions } from '../find-sessions.ts';
import { isScratch, refuseScratch } from '../scratch.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';
import { type AgentAct, perform } from './act.ts';
import { mostDropBytes } from './drop.ts';
import { dropFolder, isOwn, temporaryFolders, userId } from './drop-folder.ts';

/** What became of one drop. */
export interface Adopted {
  readonly file: string;
  readonly agent: string | null;
  readonly what: 'adopted' | 'refused' | 'waits';
  /** The learning it became or cites; null for anything else. */
  readonly id: string | null;
  readonly reason: string | null;
}

/** A sweep is bounded: the next one goes on. */
const mostAtOnce = 50;
/** A session that was at work wrote its transcript about when the drop was left. */
const atWorkMs = 3_600_000;
const itsOwnFault: ReadonlySet<ErrorCode> = new Set(['E_GATE', 'E_NOT_CITABLE', 'E_HANDOFF', 'E_SCRATCH']);
const oldMs = 31 * day;

/**
 * Takes in what agents left from inside their sandboxes. A drop is data that anybody's program may have written: only
 * plain files of this user in closed folders count, their form is checked, and their words go through the same gate as
 * everything else. What is refused is set aside as `.refused`; what cannot be written yet waits.
 */
export function adoptDrops(edge: Edge): Adopted[] {
  const workspace = openWorkspace(edge);
  const files = temporaryFolders(edge).flatMap((temporary) => dropsIn(dropFolder(workspace, temporary)));
  let sessions: readonly FoundSession[] | null = null;
  return files.slice(0, mostAtOnce).map((file) => {
    const drop = readDrop(file);
    if (drop === null) return refused(file, null, 'it is not a drop in the form of this version');
    sessions ??= findSessions(workspace, edge).sessions;
    return adopt(workspace, edge, file, drop, sessions);
  });
}

function adopt(workspace: Workspace, edge: Edge, file: string, drop: Drop, sessions: readonly FoundSession[]): Adopted {
  const { agent } = drop;
  const session = knownSession(drop, sessions) ?? `drop-${agent}-${drop.at.slice(0, 10)}`;
  try {
    if (isScratch(workspace, drop.session)) refuseScratch(workspace, edge, drop.session);
    // It happened when it was left, wherever this runs now.
    const then = { ...edge, cwd: workspace.root, now: () => Math.min(Date.parse(drop.at), edge.now()) };
    const done = perform(then, { agent, session }, actOf(drop));
    rmSync(file, { force: true });
    const id = done.what === 'learned' ? done.kept.id : done.what === 'cited' ? done.cited.citation.id : null;
    return { file, agent, what: 'adopted', id, reason: null };
  } catch (error) {
    // What the repository stands in the way of waits for better days; what a drop says itself never gets better.
    const waits =
      error instanceof ToolError && !itsOwnFault.has(error.code) && edge.now() - Date.parse(drop.at) < oldMs;
    return waits
      ? { file, agent, what: 'waits', id: null, reason: error.message }
      : refused(file, agent, reasonOf(error));
  }
}

function actOf({ act }: Drop): AgentAct {
  if (act.type !== 'learn') return act;
  const { title, ...lesson } = act;
  return title === undefined ? lesson : { ...lesson, title };
}

/** The session that a drop names, where it was really at work here then: nobody becomes a second session by saying so. */
function knownSession({ session, agent, at }: Drop, sessions: readonly FoundSession[]): string | null {
  const left = Date.parse(at);
  const known = sessions.find((one) => one.id === session && one.agent === agent);
  if (!known) return null;
  const began = known.start ?? known.modified;
  return left >= began - atWorkMs && left <= known.modified + atWorkMs ? known.id : null;
}

function refused(file: string, agent: string | null, reason: string): Adopted {
  try {
    renameSync(file, `${file}.refused`);
  } catch {
    // Another sweep was faster.
  }
  return { file, agent, what: 'refused', id: null, reason };
}

function dropsIn(folder: string): string[] {
  try {
    if (!isOwn(folder)) return [];
    const names = readdirSync(folder).filter((name) => /^[0-9A-Z]{26}\.json$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Opened without following links, and looked at only once it is open: what was checked is what is read. */
function readDrop(path: string): Drop | null {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = fstatSync(file);
    const isPrivate = (status.mode & 0o077) === 0 && status.nlink === 1 && status.uid === userId();
    if (!status.isFile() || !isPrivate || status.size > mostDropBytes) return null;
    const content = Buffer.alloc(status.size);
    readSync(file, content, 0, content.length, 0);
    return dropSchema.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}
