import type { Anchor } from '../../schema/learning.ts';
import { blobId } from './blob.ts';
import type { Tree } from './tree.ts';

/** `unknown`: not a thing of this tree that could be checked (a program on the path, a glob). */
export type AnchorState = 'alive' | 'changed' | 'moved' | 'gone' | 'unknown';

export interface AnchorCheck {
  readonly anchor: Anchor;
  readonly state: AnchorState;
  /** Where it is now; null when gone or not a matter of place. */
  readonly place: string | null;
}

export interface AnchorReport {
  /** Of all anchors together; `gone` means that the learning is withheld. */
  readonly state: AnchorState;
  readonly checks: readonly AnchorCheck[];
  /** What a reader must be told: what changed, moved or is gone. */
  readonly notes: readonly string[];
}

/**
 * Checks what a learning is about against the tree. Gone as a whole when all its files are gone, or all its symbols:
 * a lesson about `connect` is stale without `connect`, however alive the file is.
 */
export function checkAnchors(anchors: readonly Anchor[], tree: Tree): AnchorReport {
  const checks = anchors.map((anchor) => checkAnchor(anchor, tree));
  const notes = [...new Set(checks.map(noteOf).filter((note) => note !== null))];
  return { state: together(checks), checks, notes };
}

function checkAnchor(anchor: Anchor, tree: Tree): AnchorCheck {
  if (anchor.type === 'command') return { anchor, state: checkCommand(anchor.target, tree), place: null };
  const path = anchorPath(anchor);
  if (path === null) return { anchor, state: 'unknown', place: null };
  const kind = tree.kind(path);
  if (kind === 'folder') return { anchor, state: 'alive', place: path };
  const place = kind === 'file' ? path : tree.movedTo(path, anchor.blob ?? null);
  if (place === null) return { anchor, state: 'gone', place: null };
  const bytes = tree.read(place);
  const changed = bytes !== null && anchor.blob !== undefined && blobId(bytes) !== anchor.blob;
  const found: AnchorCheck = { anchor, state: place !== path ? 'moved' : changed ? 'changed' : 'alive', place };
  return anchor.symbol === undefined || bytes === null ? found : checkSymbol(found, anchor.symbol, bytes, tree);
}

/** The path of a file's or symbol's anchor from the root; null for what is no single place inside the tree. */
export function anchorPath({ type, target }: Anchor): string | null {
  const path = target.replace(/^\.\//, '').replace(/\/$/, '');
  return type === 'command' || /[*?[\]{}]|^~|^[A-Za-z]:|^\/|(?:^|\/)\.\.(?:\/|$)/.test(path) ? null : path;
}

function checkSymbol(found: AnchorCheck, symbol: string, bytes: Uint8Array, tree: Tree): AnchorCheck {
  if (holds(Buffer.from(bytes).toString('utf8'), symbol)) return found;
  const elsewhere = tree.filesWith(symbol);
  if (elsewhere === null) return { ...found, state: 'gone', place: null };
  const [only] = elsewhere;
  return elsewhere.length === 1 && only !== undefined
    ? { ...found, state: 'moved', place: only }
    : { ...found, state: elsewhere.length > 0 ? 'changed' : 'gone', place: elsewhere.length > 0 ? found.place : null };
}

/** Only commands that the tree itself defines can be checked: a package script, a make target, a script file. */
function checkCommand(command: string, tree: Tree): AnchorState {
  const words = command.trim().split(/\s+/);
  const [program = '', verb = '', name = ''] = words;
  if (/^(?:\.\/)?[\w.-]+(?:\/[\w.-]+)+$/.test(program)) {
    return tree.kind(program.replace(/^\.\//, '')) === null ? 'gone' : 'alive';
  }
  if (/^(?:npm|pnpm|yarn|bun)$/.test(program) && /^run(?:-script)?$/.test(verb) && name !== '') {
    const scripts = packageScripts(tree);
    return scripts === null ? 'unknown' : scripts.has(name) ? 'alive' : 'gone';
  }
  if (program === 'make' && /^[\w.-]+$/.test(verb)) {
    const text = textOf(tree, 'Makefile') ?? textOf(tree, 'makefile') ?? textOf(tree, 'GNUmakefile');
    // A makefile that includes others, or has pattern rules, may define the target out of sight.
    if (text === null || /^(?:-?include|sinclude)\s|%.*:/m.test(text)) return 'unknown';
    return text.split('\n').some((row) => /^[^\t#=]*:(?!=)/.test(row) && holds(row.split(':')[0] ?? '', verb))
      ? 'alive'
      : 'gone';
  }
  return 'unknown';
}

function packageScripts(tree: Tree): Set<string> | null {
  const text = textOf(tree, 'package.json');
  if (text === null) return null;
  try {
    const scripts: unknown = (JSON.parse(text) as { scripts?: unknown }).scripts;
    // In a workspace the script may belong to a package further down.
    if ('workspaces' in JSON.parse(text) || tree.kind('pnpm-workspace.yaml') !== null) return null;
    return new Set(Object.keys(typeof scripts === 'object' && scripts !== null ? scripts : {}));
  } catch {
    return null;
  }
}

function textOf(tree: Tree, path: string): string | null {
  const bytes = tree.kind(path) === 'file' ? tree.read(path) : null;
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

/** Whether a text holds a name as a whole word, without a regular expression made of somebody's data. */
export function holds(text: string, name: string): boolean {
  if (name === '') return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isWord(text.charAt(at - 1)) && !isWord(text.charAt(at + name.length))) return true;
  }
  return false;
}

const isWord = (char: string) => /[\p{L}\p{N}_$]/u.test(char);

function together(checks: readonly AnchorCheck[]): AnchorState {
  const known = checks.filter((check) => check.state !== 'unknown');
  if (known.length === 0) return 'unknown';
  const allGone = (of: readonly AnchorCheck[]) => of.length > 0 && of.every((check) => check.state === 'gone');
  const symbols = known.filter((check) => check.anchor.symbol !== undefined);
  const files = known.filter((check) => check.anchor.type !== 'command');
  const commands = known.filter((check) => check.anchor.type === 'command');
  if (allGone(symbols) || allGone(files) || (files.length === 0 && allGone(commands))) return 'gone';
  if (known.some((check) => check.state === 'moved')) return 'moved';
  return known.every((check) => check.state === 'alive') ? 'alive' : 'changed';
}

function noteOf({ anchor, state, place }: AnchorCheck): string | null {
  const name = anchor.symbol === undefined ? anchor.target : `${anchor.symbol} in ${anchor.target}`;
  if (state === 'changed') return `${name} has changed since`;
  if (state === 'moved') return `${name} is now ${anchor.symbol === undefined ? place : `in ${place}`}`;
  return state === 'gone' ? `${name} is gone` : null;
}
