import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../base/hash.ts';
import { fieldsOf } from '../../base/json-value.ts';

/** Where a file of Gemini CLI lies: its project's folder of state, and the session that it belongs to for a sub-agent's. */
export interface FilePlace {
  readonly project: string | null;
  readonly parent: string | null;
}

/** Sessions lie in `<project>/chats`, those of sub-agents one folder further down, named after the session above. */
export function placeOf(path: string): FilePlace {
  const folder = dirname(path);
  if (basename(folder) === 'chats') return { project: dirname(folder), parent: null };
  const above = dirname(folder);
  return basename(above) === 'chats'
    ? { project: dirname(above), parent: basename(folder) }
    : { project: null, parent: null };
}

/** The folder that a project's state belongs to: written beside it, or in the list of all projects. */
export function projectFolder({ project }: FilePlace): string | null {
  if (project === null) return null;
  const stated = textIn(join(project, '.project_root')).trim();
  if (stated !== '') return stated;
  const name = basename(project);
  try {
    const list = fieldsOf(JSON.parse(textIn(join(dirname(dirname(project)), 'projects.json'))));
    const folders = Object.entries(fieldsOf(list['projects']));
    // Before there was a list the folder was named by a hash of the path.
    return folders.find(([folder, as]) => as === name || sha256(folder) === name)?.[0] ?? null;
  } catch {
    return null;
  }
}

/** The folder that the opening of a session names, in a text or in the JSON of one. */
export function folderInOpening(text: string): string | null {
  const found =
    /Workspace Directories:\*\*(?:\n|\\n)\s{0,8}- (.{1,1000}?)(?:\n|\\n|$)/.exec(text) ??
    /working in the (?:following )?director(?:y|ies):(?:\n|\\n)?\s{0,8}(?:- )?(.{1,1000}?)(?:\n|\\n|$)/.exec(text);
  return found?.[1]?.trim() || null;
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 1_000_000);
  } catch {
    return '';
  }
}
