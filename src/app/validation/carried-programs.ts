import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fieldsOf, textOf } from '../../base/json-value.ts';
import { readTar } from '../../base/tar.ts';
import type { Finding } from '../../schema/verdict.ts';
import type { Gate } from '../../validation/gate.ts';

/**
 * Looks whether the programs that checks run out of a carried `node_modules` are those that the committed `package-lock.json`
 * installs: linked where npm links them, and, as far as npm's cache has their archives, the same to the byte. What they need in
 * turn is not looked at: `validate.carry: []` with `validate.setup: [npm ci]` installs all of it anew.
 * @param folder the fresh checkout
 * @param cache npm's cache
 */
export function carriedPrograms(folder: string, gates: readonly Gate[], cache: string): Finding[] {
  const modules = join(folder, 'node_modules');
  const locked = fieldsOf(fieldsOf(jsonIn(join(folder, 'package-lock.json')))['packages']);
  if (Object.keys(locked).length === 0 || !existsSync(join(modules, '.bin'))) return [];
  const scripts = Object.values(fieldsOf(fieldsOf(jsonIn(join(folder, 'package.json')))['scripts'])).map(textOf);
  const said = [...gates.map(({ does }) => does), ...scripts].join('\n');
  const names = new Set(said.match(/[\w@.-]+/g)?.filter((word) => isThere(join(modules, '.bin', word))));
  const seen = new Set<string>();
  return [...names].flatMap((name) => {
    const program = `node_modules/.bin/${name}`;
    const owner = packageOf(folder, modules, name);
    if (owner === 'own') return [];
    if (owner === null) return [blocking('it is not linked to a package, as npm does it', program)];
    const entry = fieldsOf(locked[`node_modules/${owner}`]);
    // What lies in the repository itself is linked, and judged with it.
    if (entry['link'] === true) return [];
    if (textOf(entry['version']) === null)
      return [blocking(`it is of ${owner}, which package-lock.json lacks`, program)];
    if (seen.has(owner)) return [];
    seen.add(owner);
    const archive = archiveOf(cache, textOf(entry['integrity']) ?? '');
    const changed = archive === null ? undefined : firstOther(join(modules, owner), archive);
    if (changed === undefined) return [];
    return [blocking(`it is not what package-lock.json installs as ${owner}`, `node_modules/${owner}/${changed}`)];
  });
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The package that a program is linked to; `own` for one of the repository, null where it is no link to either. */
function packageOf(folder: string, modules: string, name: string): string | null {
  const path = join(modules, '.bin', name);
  try {
    if (!lstatSync(path).isSymbolicLink()) return null;
    const target = realpathSync(path);
    const inside = `${realpathSync(modules)}/`;
    if (!target.startsWith(inside)) return target.startsWith(`${realpathSync(folder)}/`) ? 'own' : null;
    return /^(?:@[^/]+\/)?[^/]+/.exec(target.slice(inside.length))?.[0] ?? null;
  } catch {
    return null;
  }
}

/** The archive of a package out of npm's cache, if it is there and is what the lock names. */
function archiveOf(cache: string, integrity: string): Buffer | null {
  const [, base64] = /^sha512-(\S+)/.exec(integrity) ?? [];
  if (base64 === undefined) return null;
  const hash = Buffer.from(base64, 'base64').toString('hex');
  try {
    const bytes = readFileSync(
      join(cache, '_cacache', 'content-v2', 'sha512', hash.slice(0, 2), hash.slice(2, 4), hash.slice(4)),
    );
    return createHash('sha512').update(bytes).digest('hex') === hash ? gunzipSync(bytes) : null;
  } catch {
    return null;
  }
}

/** The first file of an archive that a folder has otherwise. npm makes line ends those of the system. */
function firstOther(folder: string, archive: Buffer): string | undefined {
  const plain = (bytes: Buffer) => bytes.toString('latin1').replaceAll('\r\n', '\n');
  return readTar(archive)
    .map(({ path, content }) => ({ path: path.slice(path.indexOf('/') + 1), content }))
    .find(({ path, content }) => {
      try {
        const here = readFileSync(join(folder, path));
        return !here.equals(content) && plain(here) !== plain(content);
      } catch {
        return true;
      }
    })?.path;
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

const blocking = (text: string, path: string): Finding => ({ severity: 'blocking', text, path, line: null });
