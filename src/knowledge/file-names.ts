import { join } from 'node:path';
import { sha256 } from '../base/hash.ts';

/** The folder of the learning files inside a root. */
export function learningsFolder(root: string): string {
  return join(root, 'learnings');
}

/** The folder of all records inside a root: one folder a learning. */
export function recordsFolder(root: string): string {
  return join(root, 'records');
}

/** An id as part of a file's name. Imported ids may hold any character; the id itself stays as it was given. */
export function idInNames(id: string): string {
  const safe = id
    .replace(/[^A-Za-z0-9._-]/g, (char) =>
      [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    )
    // A name that begins with a dot is hidden: neither people nor `listFiles` would look there.
    .replace(/^\.+/, (dots) => '%2e'.repeat(dots.length));
  return safe.length <= 100 ? safe : `${safe.slice(0, 80)}%${sha256(id).slice(0, 16)}`;
}

/** `<slug>-<id>.md`: some words of the title for people, the id for the program. */
export function learningFileName(id: string, title: string): string {
  return `${slugOf(title) || 'learning'}-${idInNames(id)}.md`;
}

/** A few words as part of a file's name: small letters, digits and hyphens, at most 48; empty where there are none. */
export function slugOf(title: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|(?<!-)-+$/g, '');
  return slug.length <= 48
    ? slug
    : slug
        .slice(0, 49)
        .replace(/-[^-]*$/, '')
        .slice(0, 48);
}
