import type { Block } from './block-edit.ts';
import type { Json } from './json-tree.ts';
import type { TomlTable } from './toml-edit.ts';

/** One thing of ours in a file; plain data, because what was written is recorded. */
export type Part =
  /** A member of a JSON object that is ours by its name. */
  | { readonly kind: 'member'; readonly path: readonly string[]; readonly value: Json }
  /** An element of a JSON list; ours is the one with a command that ends in `mark`. */
  | { readonly kind: 'element'; readonly path: readonly string[]; readonly value: Json; readonly mark: string }
  /** A member that must be there and is nobody's: set where it is missing. */
  | { readonly kind: 'default'; readonly path: readonly string[]; readonly value: Json }
  /** A table of a TOML file. */
  | { readonly kind: 'table'; readonly path: readonly string[]; readonly value: TomlTable }
  /** Lines between two markers. */
  | ({ readonly kind: 'block' } & Block)
  /** The whole file. */
  | { readonly kind: 'file'; readonly content: string; readonly executable: boolean };

/** Whether two parts are the same thing, perhaps with another content. */
export function samePart(a: Part, b: Part): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'block') return a.open === (b as typeof a).open;
  if (a.kind === 'file') return true;
  const samePath = a.path.join('\0') === (b as typeof a).path.join('\0');
  return samePath && (a.kind !== 'element' || a.mark === (b as typeof a).mark);
}

/** Whether a value of a list is the one that a mark means: a hook of ours for the same agent and event, wherever it lies. */
export function isMarked(value: Json, mark: string): boolean {
  if (typeof value === 'string')
    return /[\\/]hook\.(?:cjs|sh)['"]? /.test(value) && value.trimEnd().endsWith(` ${mark}`);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => isMarked(inner as Json, mark));
}
