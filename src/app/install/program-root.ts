import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that this program is installed in: the one with `bin/` and `dist/`. */
export function programRoot(): string {
  let root = dirname(realpathSync(fileURLToPath(import.meta.url)));
  while (!existsSync(join(root, 'bin', 'twelvefold.mjs')) && dirname(root) !== root) root = dirname(root);
  return root;
}
