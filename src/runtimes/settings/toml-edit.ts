import { isDeepStrictEqual } from 'node:util';
import { parse, TomlError } from 'smol-toml';
import { applyEdits, eolOf, SettingsProblem, type TextEdit } from './text-edit.ts';

export type TomlValue = string | readonly string[];
export type TomlTable = Readonly<Record<string, TomlValue>>;

/**
 * Sets the keys of a table such as `[mcp_servers.twelvefold]`, at its place where it is there already and at the end of the text
 * where not. Keys that others added to the table stay.
 * @throws SettingsProblem where the text is not TOML, or says the same in a form that can take no table (an inline one)
 */
export function setTomlTable(text: string, path: readonly string[], table: TomlTable): TextEdit[] {
  const before = parseToml(text);
  const there = valueAt(before, path);
  const wanted = { ...(there ?? {}), ...table };
  if (there !== undefined && isDeepStrictEqual(plain(there), plain(wanted))) return [];
  const eol = eolOf(text);
  const lines = Object.entries(table).map(([key, value]) => `${keyText(key)} = ${valueText(value)}${eol}`);
  const expected = withValue(before, path, wanted);
  if (there === undefined) {
    const newline = text === '' || text.endsWith('\n') ? '' : eol;
    const blank = text.trim() === '' ? '' : eol;
    const inserted = `${newline}${blank}${header(path)}${eol}${lines.join('')}`;
    const edits = [{ offset: text.length, removed: '', inserted }];
    if (says(text, edits, [expected])) return edits;
  }
  const replaced = new RegExp(`^\\s*(?:${Object.keys(table).map(escaped).join('|')})\\s*=`);
  for (const section of sectionsOf(text, path).flat()) {
    const [head = '', ...body] = section.removed.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const start = head.endsWith('\n') ? head : `${head}${eol}`;
    const inserted = [start, ...lines, ...body.filter((line) => !replaced.test(line))].join('');
    const edits = [{ ...section, inserted }];
    if (says(text, edits, [expected])) return edits;
  }
  throw notOurs(path);
}

/** Removes a table with its sub-tables, and the one blank line before it; comments around it stay. */
export function removeTomlTable(text: string, path: readonly string[]): TextEdit[] {
  const before = parseToml(text);
  if (valueAt(before, path) === undefined) return [];
  for (const cleared of sectionsOf(text, path)) {
    const edits = cleared.map((edit) => withBlankBefore(text, edit));
    if (says(text, edits, [without(before, path, true), without(before, path, false)])) return edits;
  }
  throw notOurs(path);
}

/** The table at a path, or undefined. */
export function tomlTable(text: string, path: readonly string[]): unknown {
  return valueAt(parseToml(text), path);
}

/** @throws SettingsProblem with the place where it is not TOML */
function parseToml(text: string): Record<string, unknown> {
  try {
    return parse(text) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const offset = text.split('\n', error.line - 1).join('\n').length + Math.max(0, error.column - 1);
    const [first = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new SettingsProblem(`it is not TOML (${first})`, error.line > 1 ? offset + 1 : offset);
  }
}

/** Whether the edited text says one of the things expected. */
function says(text: string, edits: readonly TextEdit[], expected: readonly unknown[]): boolean {
  try {
    const found = plain(parseToml(applyEdits(text, edits)));
    return expected.some((one) => isDeepStrictEqual(found, plain(one)));
  } catch {
    return false;
  }
}

/**
 * The lines of a table and its sub-tables, as cuts from the last to the first. A header may also stand inside a text of several
 * lines, so every one of them is offered as a beginning; the check of the result tells the true one.
 */
function sectionsOf(text: string, path: readonly string[]): TextEdit[][] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const names = path.map((name) => `(?:${escaped(keyText(name))}|"${escaped(name)}"|'${escaped(name)}')`);
  const own = new RegExp(`^\\s*\\[\\s*${names.join('\\s*\\.\\s*')}\\s*(?:\\]|\\.)`);
  const sections: TextEdit[] = [];
  let offset = 0;
  for (const [i, line] of lines.entries()) {
    if (own.test(line)) {
      const next = lines.findIndex((other, j) => j > i && /^\s*\[/.test(other));
      const body = lines.slice(i, next < 0 ? undefined : next);
      // Blank lines and comments at the end belong to what follows.
      while (body.length > 1 && /^\s*(?:#.*)?$/.test(body.at(-1)?.trimEnd() ?? '')) body.pop();
      sections.push({ offset, removed: body.join(''), inserted: '' });
    }
    offset += line.length;
  }
  return [sections.toReversed(), ...sections.map((section) => [section])];
}

function withBlankBefore(text: string, edit: TextEdit): TextEdit {
  const blank = /(?:\r?\n|^)(\r?\n)$/.exec(text.slice(0, edit.offset))?.[1] ?? '';
  return { offset: edit.offset - blank.length, removed: blank + edit.removed, inserted: '' };
}

function header(path: readonly string[]): string {
  return `[${path.map(keyText).join('.')}]`;
}

function keyText(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}

function valueText(value: TomlValue): string {
  return typeof value === 'string'
    ? JSON.stringify(value)
    : `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
    value,
  );
}

function withValue(value: unknown, path: readonly string[], inner: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return inner;
  const table = (value ?? {}) as Record<string, unknown>;
  return { ...table, [name]: withValue(table[name], rest, inner) };
}

/** The value without what is at a path, and, where asked, without tables that only existed for it. */
function without(value: unknown, path: readonly string[], prune: boolean): unknown {
  const [name = '', ...rest] = path;
  const { [name]: inner, ...others } = value as Record<string, unknown>;
  if (rest.length === 0) return others;
  const next = without(inner, rest, prune) as Record<string, unknown>;
  return prune && Object.keys(next).length === 0 ? others : { ...(value as object), [name]: next };
}

/** Without the prototypes and classes of the parser, so that two readings compare. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'bigint' || (typeof inner === 'number' && !Number.isFinite(inner)) ? `number ${inner}` : inner,
    ),
  );
}

function notOurs(path: readonly string[]): SettingsProblem {
  return new SettingsProblem(
    `\`${path.join('.')}\` could not be changed without touching what is not ours; write it as a table ${header(path)}`,
    0,
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
