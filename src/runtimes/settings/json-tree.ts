import { isDeepStrictEqual } from 'node:util';
import { createScanner, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { applyEdits, SettingsProblem, type TextEdit } from './text-edit.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** The way to a value: names of members and numbers of elements. */
export type JsonPath = readonly (string | number)[];

/** The scanner's kinds of tokens that matter here (its own names for them are no values at run time). */
export const kinds = { comma: 5, lineComment: 12, blockComment: 13, lineBreak: 14, space: 15, end: 17 } as const;

export interface Token {
  readonly kind: number;
  readonly offset: number;
  readonly end: number;
}

/**
 * Reads JSON with comments and trailing commas.
 * @returns null for a text without any value
 * @throws SettingsProblem where it is not JSON
 */
export function parseJson(text: string): Node | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const root = parseAnew(text);
  // One edit asks for the same two texts again and again, and they may be megabytes.
  if (parsed.size > 1) parsed.clear();
  parsed.set(text, root);
  return root;
}

const parsed = new Map<string, Node | null>();

function parseAnew(text: string): Node | null {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  const [first] = errors;
  if (root === undefined && tokensOf(text).every(isComment)) return null;
  if (root === undefined || first !== undefined) {
    const what = first ? printParseErrorCode(first.error) : 'ValueExpected';
    throw new SettingsProblem(`it is not JSON (${words(what)})`, first?.offset ?? 0);
  }
  return root;
}

/** The plain value of a text; undefined where there is none. */
export function jsonValue(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const root = parseJson(text);
    // By way of text, because the parser's objects have no prototype and would equal none of ours.
    return root === null ? undefined : (JSON.parse(JSON.stringify(getNodeValue(root))) as Json);
  }
}

/** The node at a path, or null. Of members with the same name the last counts, as it does for JSON.parse. */
export function nodeAt(root: Node | null, path: JsonPath): Node | null {
  let node = root;
  for (const step of path) {
    if (node === null) return null;
    if (typeof step === 'number') node = node.type === 'array' ? (node.children?.[step] ?? null) : null;
    else node = node.type === 'object' ? (memberOf(node, step)?.children?.[1] ?? null) : null;
  }
  return node;
}

/** The member of an object, name and value together. */
export function memberOf(object: Node, name: string): Node | null {
  return object.children?.findLast((member) => member.children?.[0]?.value === name) ?? null;
}

/** Tokens of a text without white space, comments included. */
export function tokensOf(text: string, from = 0, to = text.length): Token[] {
  const scanner = createScanner(text);
  scanner.setPosition(from);
  const tokens: Token[] = [];
  for (let kind: number = scanner.scan(); kind !== kinds.end; kind = scanner.scan()) {
    const offset = scanner.getTokenOffset();
    if (offset >= to) break;
    if (kind === kinds.space || kind === kinds.lineBreak) continue;
    tokens.push({ kind, offset, end: offset + scanner.getTokenLength() });
  }
  return tokens;
}

export function isComment({ kind }: Token): boolean {
  return kind === kinds.lineComment || kind === kinds.blockComment;
}

/** Comments of a text, in their order. */
function commentsOf(text: string): string[] {
  if (!/\/[/*]/.test(text)) return [];
  return tokensOf(text)
    .filter(isComment)
    .map(({ offset, end }) => text.slice(offset, end));
}

/**
 * Holds edits against what they were meant to do, before anybody writes them.
 * @throws Error when the result says something else, or lost a comment: then the text was stranger than this code knows
 */
export function checkedJson(text: string, edits: TextEdit[], expected: Json | undefined): TextEdit[] {
  const after = applyEdits(text, edits);
  const same = isDeepStrictEqual(jsonValue(after), expected) && isDeepStrictEqual(commentsOf(after), commentsOf(text));
  if (!same) throw new SettingsProblem('it could not be changed without touching what is not ours', 0);
  return edits;
}

function words(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
