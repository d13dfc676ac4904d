import { existsSync } from 'node:fs';

/** The path of one session in a file that holds several. */
export function sessionPath(file: string, session: string): string {
  return `${file}#${session}`;
}

/** The file and the session that a path names; the session is null where the file is a transcript by itself. */
export function splitSessionPath(path: string): { readonly file: string; readonly session: string | null } {
  const at = path.lastIndexOf('#');
  const session = path.slice(at + 1);
  // A folder or a file may have the sign in its own name.
  if (at <= 0 || session === '' || /[\\/]/.test(session) || existsSync(path)) return { file: path, session: null };
  return { file: path.slice(0, at), session };
}
