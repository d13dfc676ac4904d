import type { ToolAction } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import type { CallShape } from '../call-shape.ts';

export interface ToolUse extends CallShape {
  readonly tool: string;
  /** What it printed; null where the history holds nothing of it. */
  readonly output: string | null;
  readonly failed: boolean | null;
  readonly exitCode: number | null;
}

const opening = /^<tool-use data-tool-type="([\w-]*)" data-tool-name="([^"]*)">/;

/**
 * A tool call as SpecStory writes it: the tool's name, a description, what it was given in backquotes, and in a fenced
 * block what it printed or changed. @returns null where the lines hold none
 */
export function toolUseIn(lines: readonly string[]): ToolUse | null {
  const begin = lines.findIndex((line) => opening.test(line));
  if (begin < 0) return null;
  const [, type = '', tool = ''] = opening.exec(lines[begin] ?? '') ?? [];
  const end = lines.indexOf('</details></tool-use>', begin);
  const body = lines.slice(begin + 1, end < 0 ? undefined : end);
  const fence = body.findIndex((line) => line.startsWith('```'));
  const above = body.slice(0, fence < 0 ? undefined : fence);
  const fenced = fence < 0 ? null : withoutFence(body.slice(fence));
  const given = /^[^`]*`(.+)`(?:<\/summary>)?\s*$/;
  const summary = given.exec(above.find((line) => line.startsWith('<summary>')) ?? '')?.[1];
  const named = above.flatMap((line) => /^\s*(?:\w+ )?`(.+)`\s*$/.exec(line)?.[1] ?? []);
  const input = summary ?? named.join('\n');
  const action = actionOf(type, tool);
  const patched = above.flatMap((line) => /^\*\*(?:Add|Update|Delete|Move)[^`]*`([^`]+)`\*\*/.exec(line)?.[1] ?? []);
  const told = /^(?:The file|File created successfully at:) (\S+?)(?: has been (?:updated|created)|$)/m.exec(
    fenced ?? '',
  )?.[1];
  const isPath = action === 'read' || action === 'edit' || action === 'write';
  const paths = [...(isPath && input ? [input] : []), ...patched, ...(isPath && told ? [told] : [])];
  const isPatch = patched.length > 0;
  const detail = isPatch ? addedIn(fenced ?? '') : action === 'shell' || isPath ? null : input || null;
  return {
    tool,
    action,
    command: action === 'shell' && input ? clipText(stripInjected(input), textLimits.command) : null,
    paths: [...new Set(paths.map((path) => path.replace(/^\.\//, '')))],
    detail: detail ? clipText(stripInjected(detail), textLimits.detail) : null,
    ...resultOf(isPatch ? null : fenced, action),
  };
}

function actionOf(type: string, tool: string): ToolAction {
  if (/^(?:Task|Agent)$/.test(tool)) return 'agent';
  if (/^(?:AskUserQuestion|request_user_input)$/.test(tool)) return 'ask';
  if (/^web/i.test(tool)) return 'fetch';
  switch (type) {
    case 'shell':
    case 'bash':
      return 'shell';
    case 'read':
      return 'read';
    case 'write':
      return /^(?:Write|write_file|create)/.test(tool) ? 'write' : 'edit';
    case 'search':
    case 'grep':
      return 'search';
    default:
      return 'other';
  }
}

/** How it ended, as far as the output of the agent underneath says it. */
function resultOf(fenced: string | null, action: ToolAction): Pick<ToolUse, 'output' | 'failed' | 'exitCode'> {
  if (fenced === null) return { output: null, failed: null, exitCode: null };
  const codex = /^(?:[^\n]{0,200}\n){0,8}?Output:\n/.exec(`${fenced}\n`)?.[0] ?? '';
  const header = /^(?:Chunk ID|Exit code|Wall time|Process )/.test(codex) ? codex : '';
  const code =
    /(?:^|\n)(?:Exit code:|Process exited with code) (-?\d{1,6})/.exec(header)?.[1] ??
    (action === 'shell' ? /^(?:Error: )?Exit code (\d{1,3})(?:\n|$)/.exec(fenced)?.[1] : undefined);
  const exitCode = code === undefined ? null : Number(code);
  const refused = /^\s*<tool_use_error>|^(?:Error: |apply_patch verification failed)/.test(fenced);
  const output = clipText(stripInjected(fenced.slice(header.length)), textLimits.result);
  return { output, failed: exitCode === null ? (refused ? true : null) : exitCode !== 0, exitCode };
}

/** The text between the first fence and the last. */
function withoutFence(lines: readonly string[]): string {
  const end = lines.findLastIndex((line) => line.startsWith('```'));
  return lines.slice(1, end > 0 ? end : undefined).join('\n');
}

function addedIn(diff: string): string {
  return diff
    .split('\n')
    .flatMap((line) => (line.startsWith('+') ? [line.slice(1)] : []))
    .join('\n');
}
