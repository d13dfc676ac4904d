import { git } from './scratch-index.ts';

/** One changed line with its number in the file it stands in. */
export interface ChangedLine {
  readonly line: number;
  readonly text: string;
}

export interface ChangedPath {
  readonly path: string;
  readonly from: string | null;
  readonly status: 'added' | 'deleted' | 'modified' | 'renamed';
  readonly removed: readonly ChangedLine[];
  readonly added: readonly ChangedLine[];
}

/**
 * The change from one commit to another, file by file; binary files have no lines.
 * @param paths only these, all where there are none
 */
export function diffOf(root: string, from: string, to: string, paths: readonly string[] = []): ChangedPath[] {
  const args = [
    '-c',
    'core.quotePath=off',
    'diff',
    '-U0',
    '--find-renames',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    from,
    to,
    '--',
    ...paths,
  ];
  const text = git(root, args);
  return text
    .split(/^diff --git /m)
    .slice(1)
    .map(readFile);
}

function readFile(section: string): ChangedPath {
  const lines = section.split('\n');
  const head = lines.slice(
    0,
    Math.max(
      1,
      lines.findIndex((line) => line.startsWith('@@')),
    ),
  );
  const value = (prefix: string) =>
    head
      .find((line) => line.startsWith(prefix))
      ?.slice(prefix.length)
      .replace(/\t$/, '') ?? null;
  const status =
    value('new file mode') !== null
      ? 'added'
      : value('deleted file mode') !== null
        ? 'deleted'
        : value('rename from ') !== null
          ? 'renamed'
          : 'modified';
  const old = value('rename from ') ?? strip(value('--- '));
  const now = value('rename to ') ?? strip(value('+++ '));
  // A binary file has no `---`: both halves of the first line are the same path.
  const half = head[0]?.slice(2, 2 + Math.floor(((head[0]?.length ?? 0) - 5) / 2)) ?? '';
  const removed: ChangedLine[] = [];
  const added: ChangedLine[] = [];
  let [before, after] = [0, 0];
  for (const line of lines) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) [before, after] = [Number(hunk[1]), Number(hunk[2])];
    else if (before === 0 && after === 0) continue;
    else if (line.startsWith('-')) removed.push({ line: Math.max(1, before++), text: line.slice(1) });
    else if (line.startsWith('+')) added.push({ line: Math.max(1, after++), text: line.slice(1) });
  }
  const path = (status === 'deleted' ? old : now) ?? old ?? half;
  return { path, from: status === 'renamed' ? old : null, status, removed, added };
}

function strip(name: string | null): string | null {
  return name === null || name === '/dev/null' ? null : name.replace(/^[ab]\//, '');
}
