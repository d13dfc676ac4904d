import { fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { stripTags } from '../../sessions/fence.ts';
import type { ResultShape } from '../telling.ts';

/** How a call ended, in the agent's own word. */
export type CallStatus = 'success' | 'error' | 'cancelled' | null;

/** What a call gave back, from the function response that the model was shown and the status of the call. */
export function shapeResponse(response: unknown, status: CallStatus, isShell: boolean): ResultShape {
  const fields = fieldsOf(response);
  const error = textOf(fields['error']);
  const shown = stripWrapper(textOf(fields['output']) ?? error ?? blockText(fields['content']));
  const flagged = status === null ? error !== null : status !== 'success';
  if (!isShell) return { text: shown, failed: flagged, exitCode: null };
  const { printed, code, background } = shellOutput(shown);
  // A code is written only where it is not zero, in some versions; a command in the background has none yet.
  const exitCode = code ?? (flagged || background ? null : 0);
  return {
    text: printed,
    failed: exitCode === null ? flagged || (background ? null : false) : exitCode !== 0,
    exitCode,
  };
}

/** The status of a call, where it is one that this reader knows. */
export function statusOf(value: unknown): CallStatus {
  return value === 'success' || value === 'error' || value === 'cancelled' ? value : null;
}

interface ShellOutput {
  readonly printed: string;
  readonly code: number | null;
  readonly background: boolean;
}

/** `Error: …` with words may as well be the last line that the command printed, and is kept. */
const fieldLine =
  /^(?:Error: \(none\)$|Background PIDs: |(?:Exit Code|Signal|Process Group PGID): \S+$|Stderr: \(empty\)$)/;

/** The output of a shell call between the lines that the agent puts around it. */
function shellOutput(shown: string): ShellOutput {
  const opening = /^(?:Command: [\s\S]{0,20000}?\nDirectory: [^\n]*\n)?(?:Output|Stdout): /.exec(shown);
  if (!opening)
    return { printed: shown, code: null, background: /moved to background|running in background/i.test(shown) };
  const lines = shown.slice(opening[0].length).split('\n');
  let end = lines.length;
  while (end > 0 && (fieldLine.test(lines[end - 1] ?? '') || lines[end - 1] === '')) end--;
  const fields = lines.slice(end).join('\n');
  const code = /^Exit Code: (-?\d{1,6})$/m.exec(fields)?.[1];
  const printed = lines.slice(0, end).join('\n');
  return {
    printed: printed === '(empty)' ? '' : printed,
    code: code === undefined ? null : Number(code),
    background: false,
  };
}

/** Newer versions put what comes from outside into a tag, and behind it what a hook adds. */
function stripWrapper(text: string): string {
  const own = stripTags(text, ['hook_context']);
  return /^\s*<untrusted_context>\n?([\s\S]*?)\n?<\/untrusted_context>\s*$/.exec(own)?.[1] ?? own;
}

function blockText(content: unknown): string {
  return typeof content === 'string'
    ? content
    : listOf(content)
        .map((block) => textOf(block['text']) ?? '')
        .filter((text) => text !== '')
        .join('\n');
}
