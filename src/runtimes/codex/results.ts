import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { fieldsOf } from './tools.ts';

type Fields = Readonly<Record<string, unknown>>;

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
  const fields = typeof output === 'object' && output !== null && !Array.isArray(output) ? (output as Fields) : {};
  const flag = typeof fields['success'] === 'boolean' ? !fields['success'] : null;
  const raw = outputText('content' in fields ? fields['content'] : (fields['text'] ?? output));
  const wrapped = raw.startsWith('{') ? fieldsOf(raw) : {};
  const metadata = (wrapped['metadata'] ?? {}) as Fields;
  const isWrapped = typeof wrapped['output'] === 'string';
  const shown = isWrapped ? String(wrapped['output']) : raw;
  // Codex's own header ends at "Output:"; what a program printed can therefore never be taken for it.
  const header = /^(?:[^\n]{0,200}\n){0,8}?(?:Output|Total output lines: \d+\n{1,2}Output):\n?/.exec(shown)?.[0] ?? '';
  const known = /^(?:Exit code|Chunk ID|Wall time|Process |Command:|Script )/.test(header);
  const head = known ? header : shown.startsWith('Exit code: ') ? shown.slice(0, 40) : '';
  const code =
    typeof metadata['exit_code'] === 'number'
      ? metadata['exit_code']
      : numberIn(/(?:^|\n)(?:Exit code:|Process exited with code) (-?\d{1,6})/, head);
  const running = /(?:^|\n)Process running with session ID (\S{1,40})/.exec(head)?.[1] ?? null;
  const timedOut = /^command timed out after \d+/.test(shown);
  const exitCode = code ?? (timedOut ? 124 : null);
  const failed = exitCode !== null ? exitCode !== 0 : (flag ?? (ownFailure.test(shown) ? true : null));
  return {
    text: clipText(stripInjected(known ? shown.slice(header.length) : shown), textLimits.result),
    failed,
    exitCode,
    running,
  };
}

/** How Codex begins the output of a call that it could not carry out. */
const ownFailure =
  /^(?:execution error|exec_command failed|failed to parse function arguments|unsupported call|apply_patch verification failed|aborted by user|exec command rejected|patch rejected|collab (?:spawn|tool) failed|Script failed|err: )/i;

function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (!Array.isArray(output)) return output === undefined || output === null ? '' : JSON.stringify(output);
  return (output as readonly Fields[])
    .map((item) =>
      typeof item?.['text'] === 'string'
        ? item['text']
        : String(item?.['type'] ?? '').includes('image')
          ? '[image]'
          : '',
    )
    .filter((part) => part !== '')
    .join('\n');
}

function numberIn(pattern: RegExp, text: string): number | null {
  const found = pattern.exec(text);
  return found ? Number(found[1]) : null;
}
