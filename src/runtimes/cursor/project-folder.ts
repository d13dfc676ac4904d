import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../../sessions/find-files.ts';

/** Beyond this many folders with a fitting name nobody can say which is meant. */
const mostLooks = 200;

/**
 * The folder that Cursor's name for a project stands for (`home-me-my-app` for `/home/me/my-app`). Dashes stand for any
 * sign, so what is on disk decides; null where nothing fits, or more than one folder does.
 */
export function folderOfProject(name: string): string | null {
  let looks = 0;
  const found = new Set<string>();
  const search = (folder: string, rest: string) => {
    if (looks++ > mostLooks || found.size > 1) return;
    for (const entry of namesIn(folder)) {
      const flat = flattened(entry);
      if (flat === '' || !rest.startsWith(flat)) continue;
      const path = join(folder, entry);
      if (rest.length === flat.length) found.add(path);
      else if (rest[flat.length] === '-') search(path, rest.slice(flat.length + 1));
    }
  };
  if (/^[\w-]+$/.test(name)) search('/', name);
  const [only] = found;
  return found.size === 1 && only !== undefined && existsSync(only) ? only : null;
}

/** Cursor leaves out the sign in front of a hidden folder. */
function flattened(entry: string): string {
  return entry.replace(/[^A-Za-z0-9]/g, '-').replace(/^-+/, '');
}
