import { isDeepStrictEqual } from 'node:util';
import { findBlock, removeBlock, setBlock } from './block-edit.ts';
import { hasElement, removeElement, setElement } from './element-edit.ts';
import { isEmptyJson, removeJson, setJsonMember } from './json-edit.ts';
import { type Json, type JsonPath, jsonValue, nodeAt, parseJson } from './json-tree.ts';
import type { Part } from './part.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';
import { removeTomlTable, setTomlTable, tomlTable } from './toml-edit.ts';

/** A text with its parts in it. */
export interface Changed {
  readonly text: string;
  /** How it came about, one edit after the other. */
  readonly edits: readonly TextEdit[];
  /** JSON objects and lists that were not there before; the empty path is the whole value. */
  readonly made: readonly (readonly string[])[];
}

/** Puts parts into a text. What is there as it should be is left alone, so doing it again changes nothing. */
export function addParts(text: string, parts: readonly Part[]): Changed {
  const made: (readonly string[])[] = [];
  let changed: Changed = { text, edits: [], made };
  for (const part of parts) {
    if (part.kind !== 'table' && part.kind !== 'block' && part.kind !== 'file')
      made.push(...missingOnWay(changed.text, part));
    changed = apply(changed, addPart(changed.text, part));
  }
  return changed;
}

/**
 * Takes parts out of a text; what else was put there since stays.
 * @param made containers that may go when nothing is left in them
 */
export function removeParts(text: string, parts: readonly Part[], made: readonly (readonly string[])[]): Changed {
  let changed: Changed = { text, edits: [], made: [] };
  for (const part of parts) changed = apply(changed, removePart(changed.text, part, made));
  const deepestFirst = [...made].sort((a, b) => b.length - a.length);
  for (const path of deepestFirst)
    if (isJsonPart(parts) && isEmptyJson(changed.text, path)) changed = apply(changed, removeJson(changed.text, path));
  return changed;
}

/** Whether a part is in a text exactly as it should be. */
export function hasPart(text: string, part: Part): boolean {
  return addPart(text, part).length === 0;
}

/** Whether a part is in a text in any form. */
export function mentionsPart(text: string, part: Part): boolean {
  switch (part.kind) {
    case 'file':
      return text !== '';
    case 'block':
      return findBlock(text, part) !== null;
    case 'table':
      return tomlTable(text, part.path) !== undefined;
    case 'element':
      return hasElement(text, part);
    default:
      return nodeAt(parseJson(text), part.path) !== null;
  }
}

function addPart(text: string, part: Part): TextEdit[] {
  switch (part.kind) {
    case 'file':
      return text === part.content ? [] : [{ offset: 0, removed: text, inserted: part.content }];
    case 'block':
      return setBlock(text, part);
    case 'table':
      return setTomlTable(text, part.path, part.value);
    case 'default':
      return nodeAt(parseJson(text), part.path) ? [] : setJsonMember(text, part.path, part.value);
    case 'member':
      return setMember(text, part.path, part.value);
    case 'element':
      return setElement(text, part);
  }
}

/** Keys that somebody added to a member of ours stay: a server switched off stays off. */
function setMember(text: string, path: readonly string[], value: Json): TextEdit[] {
  const there = at(text, path);
  if (isDeepStrictEqual(there, value)) return [];
  if (!isObject(there) || !isObject(value)) return setJsonMember(text, path, value);
  let changed: Changed = { text, edits: [], made: [] };
  for (const [key, inner] of Object.entries(value))
    if (!isDeepStrictEqual(there[key], inner))
      changed = apply(changed, setJsonMember(changed.text, [...path, key], inner));
  return [...changed.edits];
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function removePart(text: string, part: Part, made: readonly (readonly string[])[]): TextEdit[] {
  switch (part.kind) {
    case 'file':
      return [{ offset: 0, removed: text, inserted: '' }];
    case 'block':
      return removeBlock(text, part);
    case 'table':
      return removeTomlTable(text, part.path);
    case 'member':
      return removeJson(text, part.path);
    case 'default': {
      const ours = made.some((path) => isDeepStrictEqual(path, part.path));
      return ours && isDeepStrictEqual(at(text, part.path), part.value) ? removeJson(text, part.path) : [];
    }
    case 'element':
      return removeElement(text, part);
  }
}

/** Containers on the way to a part that do not exist yet, and a default that is about to be set. */
function missingOnWay(text: string, part: Extract<Part, { path: readonly string[]; value: Json }>): string[][] {
  const root = parseJson(text);
  const depth = part.kind === 'member' ? part.path.length - 1 : part.path.length;
  return Array.from({ length: depth + 1 }, (_, length) => part.path.slice(0, length)).filter(
    (path) => nodeAt(root, path) === null,
  );
}

function isJsonPart(parts: readonly Part[]): boolean {
  return parts.some(({ kind }) => kind === 'member' || kind === 'element' || kind === 'default');
}

function at(text: string, path: JsonPath): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, Json>)[step]
        : undefined,
    jsonValue(text),
  );
}

function apply(changed: Changed, edits: readonly TextEdit[]): Changed {
  return { ...changed, text: applyEdits(changed.text, edits), edits: [...changed.edits, ...edits] };
}
