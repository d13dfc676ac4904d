import { errorSignatures } from '../../knowledge/recall/error-signatures.ts';
import type { HookTool } from '../../runtimes/hook-dialect.ts';
import { onlyLooks, splitCommand } from '../../sessions/command-family.ts';
import { failureOf } from '../../sessions/failure.ts';
import { tellingText } from '../telling-text.ts';

/** What a failed call has to say. */
export interface ToolFailure {
  /** The command or the tool, and what is telling of its output. */
  readonly text: string;
  readonly signatures: readonly string[];
}

/** A part of its own: see `HookParts`. */
export interface FailureReader {
  readonly readFailure: typeof readFailure;
  readonly filesRead: typeof filesRead;
}

/** An output's beginning and end; its middle tells little. */
const [headChars, tailChars] = [4000, 16_000];

/**
 * Whether a tool that ended has failed, by the same rules by which sessions are read afterwards.
 * @returns null where it did what was asked, as far as can be told
 */
export function readFailure(tool: HookTool): ToolFailure | null {
  const output = tool.output ?? '';
  const text =
    output.length <= headChars + tailChars ? output : `${output.slice(0, headChars)}\n${output.slice(-tailChars)}`;
  const base = { line: 0, at: null, sidechain: false, callId: '' };
  const action = tool.action === 'other' ? 'other' : tool.action;
  const failure = failureOf(
    { ...base, type: 'tool_call', tool: tool.name, action, command: tool.command, paths: tool.paths, detail: null },
    { ...base, type: 'tool_result', text, failed: tool.failed, exitCode: tool.exitCode },
  );
  if (failure === null) return null;
  const what = tool.command ?? [tool.name, ...tool.paths].join(' ');
  const telling = tellingText(`${what}\n${text}`, 'error');
  return { text: telling, signatures: errorSignatures(telling) };
}

/** Files that a command only shows: agents without a tool for it read files this way. */
export function filesRead(command: string): string[] {
  if (!onlyLooks(command)) return [];
  return splitCommand(command).flatMap(({ words }) =>
    /^(?:cat|head|tail|sed|nl|less|more|bat|awk)$/.test(words[0] ?? '')
      ? words.slice(1).filter((word) => /^[^-'"$*|<>\s][^'"$*|<>\s]*\.\w{1,8}$/.test(word))
      : [],
  );
}
