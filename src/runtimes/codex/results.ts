import { countOf, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { argumentsOf } from './tools.ts';

export interface ResultShape {
  readonly text: string;
  readonly failed: boolean | null;
  readonly exitCode: number | null;
  /** The number of a command that still runs. */
  readonly running: string | null;
}

/**
 * What a call printed and how it ended, from any of the forms Codex has used: `Exit code: N … Output:`, `Process exited
 * with code N … Output:`, a JSON object with `metadata.exit_code`, content items, or bare text.
 */
export function shapeResult(output: unknown): ResultShape {
  const fields = fieldsOf(output);
  const flagged = typeof fields['success'] === 'boolean' ? !fields['success'] : null;
  const raw = outputText(fields['content'] ?? fields['text'] ?? output);
  const wrapped = raw.startsWith('{"output"') ? argumentsOf(raw) : {};
  const shown = typeof wrapped['output'] === 'string' ? wrapped['output'] : raw;
  const header = headerOf(shown);
  const wrappedCode = fieldsOf(wrapped['metadata'])['exit_code'];
  const code = typeof wrappedCode === 'number' ? wrappedCode : codeIn(header);
  const exitCode = code ?? sandboxCode(shown) ?? (/^command timed out after \d+/.test(shown) ? 124 : null);
  const printed = header.endsWith(':\n') ? shown.slice(header.length).replace(/^\n/, '') : shown.replace(inSandbox, '');
  const own = ownFailure.test(shown) ? true : null;
  return {
    text: clipText(stripInjected(printed), textLimits.result),
    failed: exitCode !== null ? exitCode !== 0 : (flagged ?? own),
    exitCode,
    running: /(?:^|\n)Process running with session ID (\S{1,40})/.exec(header)?.[1] ?? null,
  };
}

/** How Codex begins the output of a call that it could not carry out. */
const ownFailure =
  /^(?:execution error|exec_command failed|write_stdin failed|failed to parse function arguments|unsupported call|apply_patch verification failed|aborted by user|exec command rejected|patch rejected|Script failed|err: )/i;

/** Codex's own lines above an output; they end at "Output:", so that what a program printed is never taken for them. */
function headerOf(shown: string): string {
  if (!/^(?:Exit code|Chunk ID|Wall time|Process |Command:|Script )/.test(shown)) return '';
  return (
    /^(?:[^\n]{0,200}\n){0,8}?(?:Output|Total output lines: \d+\n{1,2}Output):\n/.exec(`${shown}\n`)?.[0] ??
    shown.slice(0, 200)
  );
}

function codeIn(header: string): number | null {
  const found = /(?:^|\n)(?:Exit code:|Process exited with code) (-?\d{1,6})/.exec(header);
  return found ? Number(found[1]) : null;
}

function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (!Array.isArray(output)) return Object.keys(fieldsOf(output)).length > 0 ? JSON.stringify(output) : '';
  return listOf(output)
    .map((item) => textOf(item['text']) ?? (String(item['type']).includes('image') ? '[image]' : ''))
    .filter((part) => part !== '')
    .join('\n');
}

/** What Codex puts before both outputs of a command that failed in its sandbox, whatever it failed of. */
const inSandbox = /^failed in sandbox \S{1,40} with execution error: [^\n]{0,120}?exit code: (-?\d{1,6}), stdout: /;

function sandboxCode(shown: string): number | null {
  const found = inSandbox.exec(shown.slice(0, 300));
  return found === null ? null : Number(found[1]);
}

/** How a command that an event tells of ended. */
export function shapeExecuted(item: Readonly<Record<string, unknown>>): ResultShape {
  const exitCode = typeof item['exit_code'] === 'number' ? item['exit_code'] : null;
  const parts = [textOf(item['stdout']), textOf(item['stderr'])].filter((part) => part !== null);
  const printed = textOf(item['aggregated_output']) ?? parts.join('\n');
  const text = clipText(stripInjected(printed), textLimits.result);
  return { text, failed: exitCode === null ? null : countOf(Math.abs(exitCode)) > 0, exitCode, running: null };
}
