import { type Fields, listOf, textOf } from '../../base/json-value.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { type ResultShape, shapeResult } from './results.ts';
import { argumentsOf } from './tools.ts';

export interface ScriptOutput {
  /** The number under which a script that runs on is waited for. */
  readonly cell: string | null;
  /** Whether an error ended it; its text is then the last that it shows. */
  readonly failed: boolean;
  /** What each `text(…)` showed. */
  readonly shown: readonly Shown[];
}

export interface Shown extends ResultShape {
  /** True for a line that only says how a command ended, or that it runs on. */
  readonly remark: boolean;
}

/**
 * What a script of code mode showed: first Codex's own header, then an item for each `text(…)`, which is what a command
 * printed, or the whole result of a call as JSON, or words that the script put together.
 * @param tellsEnds whether the script tells in words of its own how commands ended
 */
export function readScriptOutput(output: unknown, tellsEnds: boolean): ScriptOutput {
  const items = typeof output === 'string' ? [output] : listOf(output).map(textIn);
  const [, state, cell] = header.exec(items[0] ?? '') ?? [];
  // Without the header it is Codex's word on a script that it did not run.
  if (state === undefined) return { cell: null, failed: false, shown: [{ ...shapeResult(output), remark: false }] };
  const rest = (items[0] ?? '').replace(header, '');
  const shown = [...(rest ? [rest] : []), ...items.slice(1)].map((item) => item.replace(/^Script error:\n/, ''));
  return { cell: cell ?? null, failed: state === 'failed', shown: shown.map((item) => shownIn(item, tellsEnds)) };
}

/** Several items that tell of the same call, as one. */
export function joinShown(items: readonly Shown[]): ResultShape {
  const exitCode = items.findLast((item) => item.exitCode !== null)?.exitCode ?? null;
  const flagged = items.findLast((item) => item.failed !== null)?.failed ?? null;
  const texts = items.flatMap((item) => (item.remark || item.text === '' ? [] : [item.text]));
  return {
    text: clipText(texts.join('\n'), textLimits.result),
    failed: exitCode === null ? flagged : exitCode !== 0,
    exitCode,
    running: exitCode === null ? (items.findLast((item) => item.running !== null)?.running ?? null) : null,
  };
}

const header = /^Script (completed|failed|terminated|running)(?: with cell ID (\S{1,40}))?\n[^\n]{0,100}\nOutput:\n/;
const truncated = /^Warning: truncated output[^\n]{0,100}\nTotal output lines: \d+\n\n/;
/** Fields without which nothing is the result of a call: other JSON, which may be long, is not taken apart. */
const resultFields = /"(?:exit_code|session_id|isError)":/;
/** The beginning of a command's result; it stays where the rest was cut, so that it is no JSON any more. */
const resultHead =
  /^\{\s*"chunk_id":[^{}]{0,400}?"(exit_code|session_id)":\s*(-?\d+)[^{}"]{0,40}(?:"original_token_count":\s*\d+\s*)?/;
/** How `shell_command` gives its result. */
const textResult =
  /^(?:[^\n]{0,120}\n)?Exit code: (-?\d{1,6})\nWall time: [^\n]{0,60}\n(?:Total output lines: \d+\n)?Output:\n/;
/** A line that a script put above a result. */
const ownLine = /^[^\n]{0,120}\n(?=\{"(?:chunk_id|exit_code|output)":|"?Exit code: -?\d)/;
const outputField = /^,\s*"output":\s*"/;
/** The last words of a line in which a script tells how a command ended, or that it runs on. */
const endWords = /\bexit(?:[ _-]?(?:code|status))?[=: ]{1,3}(-?\d{1,5}|undefined|null)\W{0,9}$/i;
const runWords = /\bsession(?:[ _-]?(?:id|\d{1,2}))?[=: ]{1,3}(\d{1,12}|undefined|null)\W{0,9}$/i;

function textIn(item: Fields): string {
  return textOf(item['text']) ?? (String(item['type']).includes('image') ? '[image]' : '');
}

function shownIn(item: string, tellsEnds: boolean): Shown {
  const text = item.replace(truncated, '');
  const result = resultIn(text.replace(ownLine, ''));
  if (result) return { ...result, remark: false };
  const lines = tellsEnds ? text.trim().split('\n') : [];
  const ends = [lines[0], lines.at(-1)].map((line) => line?.slice(-100) ?? '');
  const find = (words: RegExp) => words.exec(ends[0] ?? '') ?? words.exec(ends[1] ?? '');
  const [ended, runs] = [find(endWords), find(runWords)];
  const remark = lines.length === 1 && ((ended ?? runs)?.index ?? 9) < 9;
  return { ...resultOf(text, numberIn(ended), numberIn(runs)), remark };
}

function numberIn(found: RegExpExecArray | null): number | null {
  const number = Number(found?.[1]);
  return Number.isNaN(number) ? null : number;
}

/** The result of a call, where it is shown whole. */
function resultIn(text: string): ResultShape | null {
  const fields = text.startsWith('{') && resultFields.test(text) ? argumentsOf(text) : {};
  const { exit_code: code, session_id: session, output, content, isError } = fields;
  if (typeof isError === 'boolean' && Array.isArray(content))
    return { ...resultOf(listOf(content).map(textIn).join('\n'), null, null), failed: isError };
  if ((typeof code === 'number' || typeof session === 'number') && ('chunk_id' in fields || typeof output === 'string'))
    return resultOf(textOf(output) ?? '', numberOf(code), numberOf(session));
  const words = text.startsWith('"') ? jsonString(text) : text;
  const plain = textResult.exec(words);
  if (plain) return resultOf(words.slice(plain[0].length), Number(plain[1]), null);
  const head = resultHead.exec(text);
  if (head === null) return null;
  const rest = text.slice(head[0].length);
  const cut = outputField.test(rest) ? jsonString(`"${rest.replace(outputField, '')}`) : rest.replace(/^\s*\}\n?/, '');
  const number = Number(head[2]);
  return head[1] === 'exit_code' ? resultOf(cut, number, null) : resultOf(cut, null, number);
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** The text of a JSON string, as far as it can be read where a part of it was cut. */
function jsonString(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'string') return value;
  } catch {
    // Then it was cut within an escape, or something stands behind it.
  }
  return json
    .replace(/^"/, '')
    .trimEnd()
    .replace(/"\}?$/, '')
    .replaceAll('\\n', '\n')
    .replace(/\\(["\\/])/g, '$1');
}

function resultOf(printed: string, exitCode: number | null, session: number | null): ResultShape {
  const text = clipText(stripInjected(printed.replace(truncated, '')), textLimits.result);
  const running = exitCode === null && session !== null ? String(session) : null;
  return { text, failed: exitCode === null ? null : exitCode !== 0, exitCode, running };
}
