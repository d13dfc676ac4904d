import { type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import { insideTag } from '../../sessions/fence.ts';
import type { ResultShape } from '../telling.ts';

const exited = /^\[Command exited with code (-?\d{1,6})\]\s*/;

/** How the editor's extension begins the output of a command. */
const header = /^Command executed[^\n]{0,1000}\nOutput:\n/;

/** What a call gave back: a list of what each command or file gave, text, or blocks of text. */
export function shapeResult(content: unknown, flag: unknown, isShell: boolean): ResultShape {
  const items = itemsIn(content);
  const texts = items.map((item) => {
    const text = textOf(item['result']) ?? textOf(item['text']) ?? textOf(item['error']) ?? '';
    return isShell ? text.replace(exited, '').replace(header, '') : text;
  });
  const codes = items.flatMap((item) => (isShell ? (codeOf(item) ?? []) : []));
  const exitCode = codes.find((code) => code !== 0) ?? codes[0] ?? null;
  const broken = items.some((item) => item['success'] === false || textOf(item['error']) !== null);
  const text = texts.filter((part) => part !== '').join('\n');
  const own = /^(?:The tool execution failed|\[ERROR\]|The user denied this operation)/.test(text);
  const failed = flag === true || broken || own || (exitCode !== null && exitCode !== 0);
  // Of a command that says nothing of its end nobody knows it.
  const unknown = isShell && !failed && exitCode === null;
  return { text: own ? (insideTag(text, 'error')?.trim() ?? text) : text, failed: unknown ? null : failed, exitCode };
}

/** In the command line each result says whether it went well; in the editor the text says how the command ended. */
function codeOf(item: Fields): number | null {
  const text = textOf(item['result']) ?? textOf(item['text']) ?? textOf(item['error']) ?? '';
  const code = exited.exec(text) ?? /^Command executed[^\n]{0,300}?[Ee]xit code:? (-?\d{1,6})/.exec(text);
  if (code) return Number(code[1]);
  return item['success'] === true ? 0 : null;
}

function itemsIn(content: unknown): readonly Fields[] {
  if (Array.isArray(content))
    return content.map((item: unknown) => (typeof item === 'string' ? { text: item } : fieldsOf(item)));
  if (typeof content !== 'string') return [fieldsOf(content)];
  if (!/^\{"(?:query|error|result|success)"/.test(content)) return [{ text: content }];
  try {
    return [fieldsOf(JSON.parse(content))];
  } catch {
    return [{ text: content }];
  }
}
