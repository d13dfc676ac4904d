/** Where a session ran, so that what it says of files can be said again by anybody else. */
export interface SessionPlace {
  /** The session's working directory, as the agent wrote it. */
  readonly cwd: string | null;
  /** Folders the session also worked in: other checkouts of the repository, worktrees. */
  readonly roots: readonly string[];
  /** Top of the checkout that the session ran in, or below; absent where nobody knows. */
  readonly top?: string;
}

/** The path from the repository's root where the file is inside it; `~/…` inside a home folder; else as it was. */
export function localPath(path: string, place: SessionPlace): string {
  const { top, cwd } = place;
  const slashed = fromTop(path.replaceAll('\\', '/'), place);
  for (const root of top === undefined ? [cwd, ...place.roots] : [top, cwd, ...place.roots]) {
    if (root === null) continue;
    const base = root.replaceAll('\\', '/').replace(/\/+$/, '');
    if (base === '') continue;
    if (slashed.toLowerCase() === base.toLowerCase()) return '.';
    if (slashed.toLowerCase().startsWith(`${base.toLowerCase()}/`)) return slashed.slice(base.length + 1);
  }
  return withoutHome(slashed);
}

/** A path as a session names it that was begun in a folder of the repository, from the top where it is said from there. */
function fromTop(path: string, { top, cwd }: SessionPlace): string {
  if (top === undefined || cwd === null || !cwd.startsWith(`${top}/`) || !insideRepository(path)) return path;
  const folder = cwd.slice(top.length + 1);
  return path.startsWith(`${folder}/`) ? path : `${folder}/${path.replace(/^\.\//, '')}`;
}

/** Whether a path is one of the repository's: relative, inside it and not above it. */
export function insideRepository(path: string): boolean {
  return (
    !/^(?:\/|~|[A-Za-z]:|\.\.|\$)/.test(path) &&
    !path.includes('://') &&
    !/node_modules|\.venv|site-packages/.test(path)
  );
}

/** A text with the session's own folders and people's home folders taken out of its paths. */
export function localText(text: string, place: SessionPlace): string {
  let out = text;
  if (!text.includes('/') && !text.includes('\\')) return text;
  for (const root of [place.cwd, ...place.roots]) {
    if (root === null || root.length < 4) continue;
    for (const form of formsOf(root)) {
      if (out.includes(form)) out = out.replaceAll(`${form}/`, '').replaceAll(`${form}\\`, '').replaceAll(form, '.');
    }
  }
  return withoutHome(out);
}

function withoutHome(text: string): string {
  if (!text.includes('Users') && !text.includes('/home') && !text.includes('AppData')) return text;
  if (!/users|home/i.test(text)) return text;
  return text
    .replace(/(?:\/(?:Users|home)|(?<![\w])[A-Za-z]:[\\/]+Users|\/[a-z]\/Users)[\\/]+[^\\/\s'"`:,)]+/g, '~')
    .replace(/~[\\/]+AppData[\\/]+Local[\\/]+Temp/g, '$TEMP');
}

const known = new Map<string, string[]>();

/** {@link forms}, worked out once per folder. */
function formsOf(root: string): string[] {
  const found = known.get(root);
  if (found !== undefined) return found;
  if (known.size > 64) known.clear();
  const made = forms(root);
  known.set(root, made);
  return made;
}

/** The ways in which shells on one machine write the same folder. */
function forms(root: string): string[] {
  const base = root.replace(/(?<![\\/])[\\/]+$/, '');
  const slashed = base.replaceAll('\\', '/');
  const drive = /^([A-Za-z]):\/(.*)$/.exec(slashed);
  const all = new Set([base, slashed]);
  if (drive !== null) {
    const letter = drive[1] ?? '';
    for (const l of [letter.toLowerCase(), letter.toUpperCase()]) {
      all.add(`${l}:/${drive[2]}`);
      all.add(`/${l}/${drive[2]}`);
      all.add(`${l}:\\${(drive[2] ?? '').replaceAll('/', '\\')}`);
    }
  }
  return [...all].filter((form) => form.length > 3);
}
