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
  /** Whether git shows no lines of it, because they are none or because it was told so. */
  readonly binary: boolean;
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
  // Only a line end begins a section: the lines of a file may hold what else a pattern takes for one.
  return `\n${git(root, args, { timeoutMs: 300_000 })}`.split('\ndiff --git ').slice(1).map(readFile);
}

/**
 * The change as people read it, with the lines around it, also of text that attributes call binary: they may be the change's own.
 * @param from null for everything that is there
 * @param without paths from the root
 */
export function patchOf(root: string, from: string | null, to: string, without: readonly string[]): string {
  const start = from ?? git(root, ['hash-object', '-t', 'tree', '--stdin'], { input: '' }).trim();
  const except = without.map((path) => `:(exclude)${path}`);
  const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--find-renames'];
  const diff = (...more: readonly string[]) => {
    const args = ['-c', 'core.quotePath=off', 'diff', ...plain, ...more, start, to, '--', '.', ...except];
    return git(root, args, { timeoutMs: 300_000 });
  };
  const patch = diff();
  if (!/^Binary files .* differ$/m.test(patch)) return patch;
  try {
    return withoutBinaries(diff('--text'));
  } catch {
    // More bytes than can be held.
    return patch;
  }
}

/** Binary is what holds a zero. */
function withoutBinaries(patch: string): string {
  const sections = `\n${patch}`.split('\ndiff --git ').slice(1);
  return sections
    .map((section) => {
      if (!section.includes('\0')) return `diff --git ${section.replace(/\n$/, '')}\n`;
      return `diff --git ${section.slice(0, section.indexOf('\n--- '))}\nBinary files differ\n`;
    })
    .join('');
}

function readFile(section: string): ChangedPath {
  const lines = section.split('\n');
  const hunks = lines.findIndex((line) => line.startsWith('@@'));
  const head = hunks < 0 ? lines : lines.slice(0, hunks);
  const value = (prefix: string) => {
    const line = head.find((one) => one.startsWith(prefix));
    return line === undefined ? null : unquoted(line.slice(prefix.length).replace(/\t$/, ''));
  };
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
  // What has no lines has no `---`: both halves of the first line are the same path.
  const first = head[0] ?? '';
  const half = strip(unquoted(first.slice(0, Math.floor(first.length / 2)))) ?? '';
  const removed: ChangedLine[] = [];
  const added: ChangedLine[] = [];
  let [before, after] = [0, 0];
  for (const line of hunks < 0 ? [] : lines.slice(hunks)) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) [before, after] = [Number(hunk[1]), Number(hunk[2])];
    else if (line.startsWith('-')) removed.push({ line: Math.max(1, before++), text: line.slice(1) });
    else if (line.startsWith('+')) added.push({ line: Math.max(1, after++), text: line.slice(1) });
  }
  const path = (status === 'deleted' ? old : now) ?? old ?? half;
  const binary = head.some((line) => line.startsWith('Binary files '));
  return { path, from: status === 'renamed' ? old : null, status, binary, removed, added };
}

function strip(name: string | null): string | null {
  return name === null || name === '/dev/null' ? null : name.replace(/^[ab]\//, '');
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A name as git writes it: in quotes where it holds quotes, backslashes or what cannot be seen. */
function unquoted(name: string): string {
  if (!/^".*"$/.test(name)) return name;
  return name
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
    );
}
