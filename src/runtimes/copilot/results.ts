import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { ResultShape } from '../telling.ts';

/** How Copilot ends the output of a shell: `<shellId: 0 completed with exit code 2>`, formerly `<exited with exit code 2>`. */
const ending = /\n?<(?:shellId: [^\s>]{1,40} )?(?:command )?(?:completed|exited) with exit code (-?\d{1,6})>\s*$/;

/** What hooks add to a result that the agent reads. */
const guidance =
  /\n{0,2}Tool "[^"\n]{1,100}" (?:succeeded|failed)\. Additional guidance from \w{1,40} hooks:\n[\s\S]*$/;

/** What a call gave back, from its `tool.execution_complete`. */
export function shapeComplete(data: Fields, isShell: boolean): ResultShape {
  const result = fieldsOf(data['result']);
  const error = fieldsOf(data['error']);
  const content = textOf(result['content']) ?? blockText(result['contents']);
  const shown = data['success'] === false ? (textOf(error['message']) ?? content) : content;
  const text = shown.replace(guidance, '');
  const flagged = typeof data['success'] === 'boolean' ? !data['success'] : null;
  const written = isShell ? ending.exec(text) : null;
  const exitCode = isShell ? (codeIn(data) ?? (written ? Number(written[1]) : null)) : null;
  return {
    text: written ? text.slice(0, written.index) : text,
    // A shell that failed is a success of the tool.
    failed: exitCode === null ? flagged : exitCode !== 0,
    exitCode,
  };
}

function codeIn(data: Fields): number | null {
  const code =
    fieldsOf(data['shellExecution'])['exitCode'] ?? fieldsOf(fieldsOf(data['toolTelemetry'])['metrics'])['exit_code'];
  return typeof code === 'number' ? code : null;
}

function blockText(contents: unknown): string {
  return listOf(contents)
    .map((block) => textOf(block['text']) ?? '')
    .filter((text) => text !== '')
    .join('\n');
}
