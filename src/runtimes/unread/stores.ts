import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { UnreadStore } from '../../sessions/unread.ts';

/** Agents whose sessions are found and counted; each gets a reader of its own later. */
export const unreadStores: readonly UnreadStore[] = [
  {
    agent: 'crush',
    title: 'Crush',
    look(_, { roots }) {
      const found = roots.map((root) => join(root, '.crush', 'crush.db')).filter((path) => existsSync(path));
      const [folder] = found;
      return folder === undefined ? null : { folder, here: found.length, all: found.length };
    },
    recognises: (path) => basename(path) === 'crush.db',
  },
];
