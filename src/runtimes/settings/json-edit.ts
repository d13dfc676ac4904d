import type { Node } from 'jsonc-parser';
import {
  checkedJson,
  isComment,
  type Json,
  type JsonPath,
  jsonValue,
  kinds,
  memberOf,
  nodeAt,
  parseJson,
  tokensOf,
} from './json-tree.ts';
import { eolOf, SettingsProblem, type TextEdit } from './text-edit.ts';

/**
 * Sets the member at a path; objects on the way are made. Everything else of the text, comments and white space included,
 * stays as it is.
 * @throws SettingsProblem where the text is not JSON, or something else than an object is on the way
 */
export function setJsonMember(text: string, path: readonly string[], value: Json): TextEdit[] {
  const root = parseJson(text);
  const expected = withMember(jsonValue(text), path, value);
  if (root === null) return checkedJson(text, [rootText(text, nest(path, value))], expected);
  const there = nodeAt(root, path);
  const edits = there ? [replaceNode(text, there, value)] : insertMember(text, root, path, value);
  return checkedJson(text, edits, expected);
}

/** Adds an element at the end of the list at a path; the list and the objects on the way are made. */
export function addJsonElement(text: string, path: readonly string[], value: Json): TextEdit[] {
  const root = parseJson(text);
  const list = nodeAt(root, path);
  if (root === null || list === null) return setJsonMember(text, path, [value]);
  if (list.type !== 'array') throw new SettingsProblem(`\`${path.join('.')}\` is not a list`, list.offset);
  const before = jsonValue(text);
  const elements = [...(valueAt(before, path) as Json[]), value];
  return checkedJson(text, insertInto(text, list, null, value), withMember(before, path, elements));
}

/** Replaces the value at a path that exists. */
export function replaceJson(text: string, path: JsonPath, value: Json): TextEdit[] {
  const node = nodeAt(parseJson(text), path);
  if (node === null) throw new SettingsProblem(`there is nothing at \`${path.join('.')}\``, 0);
  const before = jsonValue(text);
  return checkedJson(text, [replaceNode(text, node, value)], changed(before, path, value));
}

/** Removes the member or element at a path with its comma; comments around it stay. The empty path removes the whole value. */
export function removeJson(text: string, path: JsonPath): TextEdit[] {
  const root = parseJson(text);
  const value = nodeAt(root, path);
  if (root === null || value === null) return [];
  const last = path.at(-1);
  if (last === undefined) return checkedJson(text, [cut(text, root.offset, root.offset + root.length)], undefined);
  const container = nodeAt(root, path.slice(0, -1));
  const entry = typeof last === 'number' || container === null ? value : memberOf(container, last);
  if (container === null || entry === null) return [];
  return checkedJson(text, removeFrom(text, container, entry), changed(jsonValue(text), path, undefined));
}

/** Whether the object or list at a path has neither a value nor a comment in it. */
export function isEmptyJson(text: string, path: JsonPath): boolean {
  const node = nodeAt(parseJson(text), path);
  if (node === null || (node.type !== 'object' && node.type !== 'array')) return false;
  return text.slice(node.offset + 1, node.offset + node.length - 1).trim() === '';
}

function insertMember(text: string, root: Node, path: readonly string[], value: Json): TextEdit[] {
  for (let depth = path.length - 1; depth >= 0; depth--) {
    const container = nodeAt(root, path.slice(0, depth));
    if (container === null) continue;
    const at = path.slice(0, depth).join('.');
    if (container.type !== 'object')
      throw new SettingsProblem(
        at ? `\`${at}\` is not an object` : 'it is not an object of settings',
        container.offset,
      );
    return insertInto(text, container, path[depth] ?? '', nest(path.slice(depth + 1), value));
  }
  return [];
}

/** Puts an entry after everything that the container holds, comments included. */
function insertInto(text: string, container: Node, name: string | null, value: Json): TextEdit[] {
  const closing = container.offset + container.length - 1;
  const children = container.children ?? [];
  const lastChild = children.at(-1);
  const childEnd = lastChild ? lastChild.offset + lastChild.length : container.offset + 1;
  const rest = tokensOf(text, childEnd, closing);
  const trailingComma = lastChild !== undefined && rest.some(({ kind }) => kind === kinds.comma);
  const lastToken = rest.at(-1);
  const at = lastToken?.end ?? childEnd;
  const inside = text.slice(container.offset, closing);
  const oneLine = lastChild ? !/[\r\n]/.test(inside) : !/[\r\n]/.test(text.trim()) && text.trim().length > 2;
  const inline = oneLine && lastToken?.kind !== kinds.lineComment;
  const comma = lastChild && !trailingComma ? [insert(childEnd, ',')] : [];
  const end = trailingComma ? ',' : '';
  if (inline) {
    const dense = isDense(text);
    const space = lastChild && !dense ? ' ' : '';
    return [insert(at, `${space}${entryText(name, JSON.stringify(value), dense)}${end}`), ...comma];
  }
  const eol = eolOf(text);
  const outer = lineIndent(text, container.offset);
  const first = children[0];
  const startsLine = first !== undefined && text.slice(0, first.offset).match(/[\r\n][ \t]*$/) !== null;
  const indent = startsLine ? lineIndent(text, first.offset) : outer + indentUnit(text);
  const close = /[\r\n]/.test(text.slice(at, closing)) ? '' : `${eol}${outer}`;
  const body = entryText(name, pretty(value, indent, indentUnit(text), eol), false);
  return [insert(at, `${eol}${indent}${body}${end}${close}`), ...comma];
}

function removeFrom(text: string, container: Node, entry: Node): TextEdit[] {
  const end = entry.offset + entry.length;
  const closing = container.offset + container.length - 1;
  const tokens = tokensOf(text, container.offset, closing);
  const before = tokens.filter((token) => token.end <= entry.offset);
  const after = tokens.filter((token) => token.offset >= end && !isComment(token))[0];
  const start = before.at(-1)?.end ?? container.offset + 1;
  const followed = after?.kind === kinds.comma ? [cut(text, after.offset, after.end)] : [];
  // The last entry takes the comma before it along.
  const previous = before.findLast((token) => !isComment(token));
  const preceded =
    followed.length === 0 && previous?.kind === kinds.comma ? [cut(text, previous.offset, previous.end)] : [];
  const only = (container.children?.length ?? 0) === 1;
  const blank =
    only &&
    text.slice(container.offset + 1, start).trim() === '' &&
    text.slice(after?.end ?? end, closing).trim() === '';
  if (blank) return [cut(text, container.offset + 1, closing)];
  return [...followed, cut(text, start, end), ...preceded];
}

function replaceNode(text: string, node: Node, value: Json): TextEdit {
  const old = text.slice(node.offset, node.offset + node.length);
  const oneLine = !/[\r\n]/.test(old) && !/[\r\n]/.test(text.trim());
  const inserted = oneLine
    ? JSON.stringify(value)
    : pretty(value, lineIndent(text, node.offset), indentUnit(text), eolOf(text));
  return { offset: node.offset, removed: old, inserted };
}

/** A text without a value gets one at its end. */
function rootText(text: string, value: Json): TextEdit {
  const eol = eolOf(text);
  const start = text === '' || /[\r\n]$/.test(text) ? '' : eol;
  return insert(text.length, `${start}${pretty(value, '', '  ', eol)}${eol}`);
}

function entryText(name: string | null, value: string, dense: boolean): string {
  return name === null ? value : `${JSON.stringify(name)}:${dense ? '' : ' '}${value}`;
}

function pretty(value: Json, indent: string, unit: string, eol: string): string {
  return JSON.stringify(value, null, unit).replaceAll('\n', `${eol}${indent}`);
}

/** White space before the first character of the line that an offset is in. */
function lineIndent(text: string, offset: number): string {
  const begin = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(begin, offset))?.[0] ?? '';
}

/** One step of indentation as the text has it. */
function indentUnit(text: string): string {
  return /[\r\n]([ \t]+)["[{/]/.exec(text)?.[1] ?? '  ';
}

function isDense(text: string): boolean {
  return /"\s*:\S/.test(text);
}

function nest(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
}

function insert(offset: number, inserted: string): TextEdit {
  return { offset, removed: '', inserted };
}

function cut(text: string, from: number, to: number): TextEdit {
  return { offset: from, removed: text.slice(from, to), inserted: '' };
}

function valueAt(value: Json | undefined, path: JsonPath): Json | undefined {
  return path.reduce<Json | undefined>((inner, step) => (inner as Record<string | number, Json>)?.[step], value);
}

function withMember(value: Json | undefined, path: readonly string[], inner: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return inner;
  const object = (value ?? {}) as Record<string, Json>;
  return { ...object, [name]: withMember(object[name], rest, inner) };
}

/** The value with the one at an existing path replaced, or removed where `inner` is undefined. */
function changed(value: Json | undefined, path: JsonPath, inner: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return inner;
  if (typeof step === 'number') {
    const next = changed((value as Json[])[step], rest, inner);
    return (value as Json[]).toSpliced(step, 1, ...(next === undefined ? [] : [next]));
  }
  const { [step]: old, ...others } = value as Record<string, Json>;
  const next = changed(old, rest, inner);
  return next === undefined ? others : { ...(value as Record<string, Json>), [step]: next };
}
