import { fieldsOf } from '../../base/json-value.ts';

// In code mode the model calls one tool, `exec`, with a script in JavaScript that calls the others: `tools.exec_command({…})`.
// The script is read, never run.

export interface ScriptCall {
  readonly tool: string;
  /** Its argument as far as it is written out; null where only running the script would tell. */
  readonly input: unknown;
}

export interface Script {
  readonly calls: readonly ScriptCall[];
  /** How often it shows something; null where it does so in a loop. */
  readonly shows: number | null;
  /** Whether it shows how its commands ended, or the numbers of those that run on, in words of its own. */
  readonly tellsEnds: boolean;
}

/** How much of a script is looked at, how many calls, constants, turns of a loop and brackets within brackets, and how often. */
const limits = { source: 65_536, calls: 64, constants: 64, turns: 16, depth: 24, passes: 32 };

/** Blanks and comments; one that is not closed goes to the end. */
const blank = /(?:\s|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$))*/y;
/** What begins a constant, calls a tool, shows something, or repeats what is in it; else a word or a sign. */
const token =
  /(?:const|let|var)\s+([\w$]+)\s*=(?![=>])|tools\.([\w$]+)\s*\(|(text)\s*[()]|((?:for|while|\.map|\.forEach)\b)|\.?[\w$]+|[^\w$"'`/.]+|[^\w$]/y;
/** A loop over a list, from its word on: `for (const NAME of LIST)`, `.map(NAME =>`; several names stand in brackets. */
const loopHead =
  /for\s*\(\s*(?:const|let)\s+([\w$]+|\[[\w$,\s]{1,200}\])\s+of\s+([\w$]+)|\.map\(\s*(?:async\b\s*)?\(?\s*([\w$]+|\[[\w$,\s]{1,200}\])/y;
const quoted = /"((?:[^"\\\n]|\\[\s\S])*)"?|'((?:[^'\\\n]|\\[\s\S])*)'?/y;
const word = /(?:true|false)\b/y;
const words: Readonly<Record<string, boolean>> = { true: true, false: false };
const number = /-?\d[\d_]{0,20}(?:\.\d{1,20})?/y;
const name = /([A-Za-z_$][\w$]*)(?:\.([A-Za-z_$][\w$]*))?/y;
const fieldName = /([A-Za-z_$][\w$]*)|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'/y;
/** What may stand behind a value that is read whole: an end, or on a further line what goes on with nothing before it. */
const closing = /[,;:)\]}+]|$/y;
const nextLine = /\s*\n\s*[\w"'{}/]/y;

/** The calls of tools in a script, in the order in which they are written. */
export function readScript(script: string): Script {
  const source = script.slice(0, limits.source);
  const read = createValueReader(source);
  const calls: ScriptCall[] = [];
  let shows = 0;
  let loops = false;
  let before = '';
  for (let at = 0; at < source.length && calls.length < limits.calls; ) {
    const literal = read.literalEnd(at);
    if (literal > at) {
      at = literal;
      continue;
    }
    const [whole = '', constant, tool, shown, loop] = matchAt(token, source, at) ?? [];
    const start = at;
    at += whole.length || 1;
    if (constant) at = read.define(constant, at);
    else if (tool) {
      const { inputs, end } = read.arguments(at);
      calls.push(...inputs.map((input) => ({ tool, input })));
      at = end;
    } else if (shown) shows++;
    else if (loop) {
      loops = true;
      const [, each, list = before, mapped = each ?? ''] = matchAt(loopHead, source, start) ?? [];
      read.repeat(mapped.match(/[\w$]+/g) ?? [], mapped.startsWith('['), list);
    }
    before = whole;
  }
  return { calls, shows: loops ? null : shows, tellsEnds: /\.(?:exit_code|session_id)\b/.test(source) };
}

interface Value {
  readonly value: unknown;
  readonly end: number;
}

/** Reads values that are written out: strings, templates, numbers, lists and objects of them, and constants that hold one. */
function createValueReader(source: string) {
  let constants = new Map<string, unknown>();
  /** How many signs may still be passed over or put in: what stands in brackets within brackets is passed more than once. */
  let work = limits.passes * source.length;
  const after = (at: number) => at + (matchAt(blank, source, at)?.[0].length ?? 0);

  /** A value and what is added to it; parts of a text that are not written out stay as `${code}`. */
  const valueAt = (from: number, depth: number): Value | null => {
    const parts: unknown[] = [];
    let end = from;
    do {
      const start = after(parts.length === 0 ? from : end + 1);
      const read = depth > limits.depth ? null : partAt(start, depth);
      end = read?.end ?? expressionEnd(start, ',;+', depth);
      parts.push(read ? read.value : new Code(source.slice(start, end).trim()));
      end = after(end);
    } while (source[end] === '+' && parts.length < limits.calls);
    if (parts.every((part) => part instanceof Code)) return null;
    return { value: parts.length === 1 ? parts[0] : parts.map(String).join(''), end };
  };

  /** One operand, if it is nothing but a value. */
  const partAt = (at: number, depth: number): Value | null => {
    const read = literalAt(at, depth);
    if (read === null) return null;
    const next = after(read.end);
    const joined = Array.isArray(read.value) && matchAt(/\.join\(\s*/y, source, next);
    if (joined) {
      const between = valueAt(next + joined[0].length, depth + 1);
      if (typeof between?.value !== 'string' || source[between.end] !== ')') return null;
      return { value: (read.value as unknown[]).map(String).join(between.value), end: between.end + 1 };
    }
    return matchAt(closing, source, next) || matchAt(nextLine, source, read.end) ? read : null;
  };

  const literalAt = (at: number, depth: number): Value | null => {
    const first = source[at];
    if (first === '"' || first === "'") {
      const [whole = '', double, single] = matchAt(quoted, source, at) ?? [];
      return { value: unescaped(double ?? single ?? ''), end: at + whole.length };
    }
    if (first === '`') return templateAt(at, false, depth);
    if (source.startsWith('String.raw`', at)) return templateAt(at + 10, true, depth);
    if (first === '[') return listAt(at, depth);
    if (first === '{') return objectAt(at, depth);
    const [known] = matchAt(word, source, at) ?? matchAt(number, source, at) ?? [];
    if (known !== undefined)
      return { value: words[known] ?? Number(known.replaceAll('_', '')), end: at + known.length };
    const [named = '', constant = '', field] = matchAt(name, source, at) ?? [];
    const value = heldBy(constant, field);
    return value === undefined ? null : { value, end: at + named.length };
  };

  const heldBy = (constant: string, field?: string): unknown => {
    const value = field === undefined ? constants.get(constant) : fieldsOf(constants.get(constant))[field];
    // It may be used many times over, in what is used many times over.
    work -= value === undefined ? 0 : JSON.stringify(value).length;
    return work > 0 ? value : undefined;
  };

  const templateAt = (at: number, raw: boolean, depth: number): Value => {
    const pieces: string[] = [];
    const end = templateEnd(at, depth, (piece, code) => {
      const inner = code === null || depth > limits.depth ? null : valueAt(code.start, depth + 1);
      pieces.push(raw ? piece : unescaped(piece));
      if (code === null) return;
      const text = inner && inner.end === code.end ? String(inner.value) : `\${${source.slice(code.start, code.end)}}`;
      pieces.push(text);
    });
    return { value: pieces.join(''), end };
  };

  const listAt = (from: number, depth: number): Value | null => {
    const value: unknown[] = [];
    let at = after(from + 1);
    while (at < source.length && source[at] !== ']') {
      const read = valueAt(at, depth + 1);
      if (read === null) return null;
      value.push(read.value);
      at = source[read.end] === ',' ? after(read.end + 1) : read.end;
      if (at === read.end && source[at] !== ']') return null;
    }
    return { value, end: at + 1 };
  };

  /** An object; fields that are not written out are left out. */
  const objectAt = (from: number, depth: number): Value => {
    const fields: (readonly [string, unknown])[] = [];
    let at = after(from + 1);
    while (at < source.length && source[at] !== '}') {
      const [key = '', word, double, single] = matchAt(fieldName, source, at) ?? [];
      const colon = after(at + key.length);
      const read = source[colon] === ':' ? valueAt(colon + 1, depth + 1) : null;
      if (read) fields.push([word ?? unescaped(double ?? single ?? ''), read.value]);
      // `{ cmd }` is short for `{ cmd: cmd }`.
      else if (word && source[colon] !== ':') fields.push([word, heldBy(word)]);
      const end = expressionEnd(read?.end ?? colon, ',', depth);
      if (source[end] === ']' || source[end] === ')') break;
      at = source[end] === ',' ? after(end + 1) : end;
    }
    return { value: Object.fromEntries(fields), end: at + 1 };
  };

  /** Where the expression that begins here ends: at one of the marks, or at the bracket that closes what it stands in. */
  const expressionEnd = (from: number, marks: string, depth: number): number => {
    let open = 0;
    for (let at = from; at < source.length && work > 0; ) {
      const literal = literalEnd(at, depth + 1);
      const sign = source[at] ?? '';
      const before = at;
      if (literal > at) at = literal;
      else if (')]}'.includes(sign) && open-- === 0) return at;
      else if (open === 0 && marks.includes(sign)) return at;
      else {
        if ('([{'.includes(sign)) open++;
        at += 1 + (matchAt(ordinary, source, at + 1)?.[0].length ?? 0);
      }
      work -= at - before;
    }
    return source.length;
  };

  /** Behind the string, template or comment that begins here; the same place where none does. */
  const literalEnd = (at: number, depth = 0): number => {
    const sign = source[at];
    if (sign === '"' || sign === "'") return at + (matchAt(quoted, source, at)?.[0].length ?? 1);
    if (sign === '`') return depth > limits.depth ? source.length : templateEnd(at, depth);
    return sign === '/' ? at + (matchAt(comment, source, at)?.[0].length ?? 0) : at;
  };

  /** Behind the template that begins here; each piece of its text is told together with the code behind it. */
  const templateEnd = (
    from: number,
    depth: number,
    tell?: (piece: string, code: { readonly start: number; readonly end: number } | null) => void,
  ): number => {
    for (let at = from + 1; ; ) {
      const piece = matchAt(templatePiece, source, at)?.[0] ?? '';
      const start = at + piece.length;
      if (!source.startsWith('${', start)) {
        tell?.(piece, null);
        return Math.min(start + 1, source.length);
      }
      const end = expressionEnd(start + 2, '', depth + 1);
      tell?.(piece, { start: start + 2, end });
      at = end + 1;
    }
  };

  /** A value, and where to go on: behind it where all of it was written out, else at its beginning, for it may call tools. */
  const wholeAt = (at: number): Value => {
    const before = work;
    const read = valueAt(at, 0);
    return { value: read?.value, end: read && work === before ? read.end : at };
  };
  /** What the names of the last loop stand for in each turn. */
  let turns: (readonly (readonly [string, unknown])[])[] = [];

  return {
    literalEnd,

    /** The argument of a call; several where a loop gives it another value in each turn. */
    arguments(at: number): { readonly inputs: readonly unknown[]; readonly end: number } {
      const { value: once = null, end } = wholeAt(at);
      if (turns.length === 0) return { inputs: [once], end };
      const each = turns.map((turn) => {
        const before = new Map(constants);
        for (const [held, value] of turn) constants.set(held, value);
        const { value = null } = wholeAt(at);
        constants = before;
        return value;
      });
      return { inputs: new Set([once, ...each].map((one) => JSON.stringify(one))).size > 1 ? each : [once], end };
    },

    repeat(names: readonly string[], apart: boolean, list: string) {
      const values = constants.get(list);
      const known = Array.isArray(values) ? (values as unknown[]).slice(0, limits.turns) : [];
      turns = known.map((value) =>
        names.map((held, index) => [held, apart && Array.isArray(value) ? value[index] : value]),
      );
    },

    /** @returns where to go on */
    define(constant: string, at: number): number {
      if (constants.size >= limits.constants) return at;
      const { value, end } = wholeAt(at);
      if (value !== undefined) constants.set(constant, value);
      return end;
    },
  };
}

const comment = /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/y;
/** Signs that neither begin nor end anything. */
const ordinary = /[^"'`/()[\]{},;+]*/y;
const templatePiece = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;

/** Code that a text has to do with, but that would have to be run. */
class Code {
  readonly #source: string;
  constructor(source: string) {
    this.#source = source;
  }
  toString(): string {
    return `\${${this.#source}}`;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|(\r?\n)|([\s\S]))/gi,
    (_, braced?: string, four?: string, two?: string, line?: string, sign = '') => {
      const code = braced ?? four ?? two;
      if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      return line === undefined ? (escapes[sign] ?? sign) : '';
    },
  );
}
