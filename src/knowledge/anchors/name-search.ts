import type { AskGit } from './ask-git.ts';

/** Files named of one name: more would not tell where it went. */
const mostFiles = 10;
const places = ['--', '.', ':!.agents'];

/**
 * Finds files that hold a name as a whole word.
 * @param expected names that will be asked for; looked for all at once when the first of them is
 * @returns for a name the files, at most a few; null where nothing could be searched
 */
export function createNameSearch(
  ask: AskGit,
  expected: () => readonly string[],
): (name: string) => readonly string[] | null {
  const known = new Map<string, readonly string[] | null>();
  let prepared = false;
  return (name) => {
    if (!prepared) {
      prepared = true;
      const names = [...new Set(expected())].filter((one) => one.trim() !== '' && !one.includes('\n'));
      if (names.length > 1) for (const [one, files] of searchAll(names, ask)) known.set(one, files);
    }
    const held = known.get(name);
    if (held !== undefined) return held;
    const answer = ask(['grep', '-lwF', '--max-depth=20', '-z', '-e', name, ...places]);
    const files = answer === null ? null : answer.split('\0').filter(Boolean).slice(0, mostFiles);
    known.set(name, files);
    return files;
  };
}

/** Reads `path NUL match LF …`; a name without a line is in no file. */
function searchAll(names: readonly string[], ask: AskGit): Map<string, readonly string[] | null> {
  const answer = ask(['grep', '-IzowF', '--max-depth=20', '-f', '-', ...places], `${names.join('\n')}\n`);
  if (answer === null) return new Map();
  const files = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const row of answer.split('\n')) {
    const at = row.indexOf('\0');
    const list = files.get(row.slice(at + 1));
    const path = row.slice(0, at);
    if (at > 0 && list !== undefined && list.length < mostFiles && list.at(-1) !== path) list.push(path);
  }
  return files;
}
