import { fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { ResultShape } from '../telling.ts';

const opening = /^Error: Command failed \(exit code: (-?\d{1,6})\)\n?/;
const ending = /(?<!\n)\n*\[Process exited with code (-?\d{1,6})\]\s*$/;

/** What a call gave back: text, blocks of text, or what a program printed with its exit code. */
export function shapeContent(content: unknown, flag: unknown, isShell: boolean): ResultShape {
  const fields = fieldsOf(content);
  const text = textIn(content);
  const flagged = typeof flag === 'boolean' ? flag : null;
  if (!isShell) return { text, failed: flagged ?? false, exitCode: null };
  const code = fields['exitCode'] ?? (ending.exec(text) ?? opening.exec(text))?.[1];
  const exitCode = code === undefined ? null : Number(code);
  const printed = text.replace(ending, '').replace(opening, '');
  return { text: printed, failed: exitCode === null ? flagged : exitCode !== 0, exitCode };
}

function textIn(content: unknown): string {
  if (typeof content === 'string') return content;
  const { stdout, stderr, message } = fieldsOf(content);
  const printed = [textOf(stdout), textOf(stderr), textOf(message)].filter((part) => part !== null);
  if (printed.length > 0) return printed.join('\n');
  return listOf(content)
    .map((block) => textOf(block['text']) ?? (block['type'] === 'image' ? '[image]' : ''))
    .filter((part) => part !== '')
    .join('\n');
}
