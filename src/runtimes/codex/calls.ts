import { setBounded } from '../../base/bounded-map.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import type { SessionEvent } from '../../sessions/event.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { userWords } from '../../sessions/user-words.ts';
import type { RecordPlace } from './records.ts';
import { shapeExecuted, shapeResult } from './results.ts';
import { createScripts, type ScriptsCarry } from './scripts.ts';
import { argumentsOf, commandOf, shapeCall, shapeChange, shellTools } from './tools.ts';

interface OpenCall {
  readonly tool: string;
  readonly command: string | null;
  /** What was asked, by the question's id. */
  readonly questions: Readonly<Record<string, string>>;
  /** For a poll of a running command: the call whose output it brings. */
  readonly continues: string | null;
  /** Where an event said it before the output came. */
  exitCode: number | null;
}

export interface CallsCarry {
  readonly open: readonly (readonly [string, OpenCall])[];
  readonly running: readonly (readonly [string, string])[];
  readonly scripts: ScriptsCarry;
  readonly seen: boolean;
}

/** How many calls, and running commands, are remembered. */
const remembered = 256;

/**
 * Tool calls and their results. A command that runs on is polled with `write_stdin`; what that brings is told as a
 * further result of the command itself. A command may also be told by an event, alone or beside its call.
 */
export function createCalls(carried: CallsCarry | undefined, tell: (event: SessionEvent) => void) {
  const open = new Map<string, OpenCall>(carried?.open.map(([id, call]) => [id, { ...call }]));
  const running = new Map<string, string>(carried?.running);
  const scripts = createScripts(carried?.scripts, running, tell);
  let seen = carried?.seen ?? false;

  const answers = (call: OpenCall, output: unknown, callId: string, where: RecordPlace) => {
    const given = fieldsOf(argumentsOf(fieldsOf(output)['content'] ?? output)['answers']);
    for (const [id, answer] of Object.entries(given)) {
      const said = fieldsOf(answer)['answers'] ?? answer;
      const raw = Array.isArray(said) ? said.map(String).join(', ') : String(said);
      const words = userWords(raw.replaceAll('user_note: ', ''));
      if (!words.text && !words.pasted) continue;
      tell({ type: 'user', ...where, channel: 'answer', ...words, question: call.questions[id] ?? null, callId });
    }
  };

  return {
    call(callId: string, tool: string, input: unknown, where: RecordPlace) {
      seen = true;
      const fields = argumentsOf(input);
      if (tool === 'exec' && typeof input === 'string' && Object.keys(fields).length === 0) {
        scripts.call(callId, input, where);
        return;
      }
      if (tool === 'wait' && scripts.wait(callId, String(fields['cell_id']))) return;
      const call = { tool, command: null, questions: {}, continues: null, exitCode: null };
      const origin = tool === 'write_stdin' ? running.get(String(fields['session_id'])) : undefined;
      if (origin !== undefined && !textOf(fields['chars'])) {
        setBounded(open, callId, { ...call, continues: origin }, remembered);
        return;
      }
      const shape = shapeCall(tool, input, fields);
      const asked = shape.action === 'ask' ? listOf(fields['questions']) : [];
      const questions = Object.fromEntries(asked.map((item) => [String(item['id']), textOf(item['question']) ?? '']));
      setBounded(open, callId, { ...call, command: shape.command, questions }, remembered);
      tell({ type: 'tool_call', ...where, id: callId, callId, tool, ...shape });
    },

    result(callId: string, output: unknown, where: RecordPlace) {
      if (scripts.result(callId, output, where)) return;
      const call = open.get(callId);
      const shape = shapeResult(output);
      const target = call?.continues ?? callId;
      if (shape.running && !running.has(shape.running)) setBounded(running, shape.running, target, remembered);
      open.delete(callId);
      const exitCode = shape.exitCode ?? call?.exitCode ?? null;
      const failed = shape.failed ?? (exitCode === null ? null : exitCode !== 0);
      const goesOn = shape.running !== null && exitCode === null;
      const told = { text: shape.text, failed, exitCode, ...(goesOn && { running: true as const }) };
      tell({ type: 'tool_result', ...where, id: callId, callId: target, ...told });
      if (call && !where.sidechain) answers(call, output, callId, where);
    },

    /** A command that an event or a completed item tells of. */
    executed(item: Fields, where: RecordPlace) {
      const callId = textOf(item['call_id']) ?? textOf(item['id']) ?? `line-${where.line}`;
      if (scripts.executed(item, { ...where, id: callId })) return;
      const command = commandOf(item['command']);
      const { running: _, ...shape } = shapeExecuted(item);
      const shells = [...open.values()].filter((call) => shellTools.has(call.tool));
      const known = open.get(callId) ?? shells.findLast((call) => call.command?.includes(command ?? '\0'));
      if (known) known.exitCode = known.exitCode || shape.exitCode;
      // A script of code mode may run commands that it does not spell out; else the call has told it already.
      if (known || (seen && !scripts.isOpen())) return;
      const clipped = command && clipText(command, textLimits.command);
      const call = {
        callId,
        tool: 'exec_command',
        action: 'shell',
        command: clipped,
        paths: [],
        detail: null,
      } as const;
      tell({ type: 'tool_call', ...where, id: callId, ...call });
      tell({ type: 'tool_result', ...where, id: callId, callId, ...shape });
    },

    /** Files that an event or a completed item says were patched. */
    changed(item: Fields, where: RecordPlace) {
      const id = textOf(item['call_id']) ?? textOf(item['id']) ?? `line-${where.line}`;
      // Outside of scripts the call and its output tell it.
      if (open.has(id) || !scripts.isOpen()) return;
      const called = scripts.patched();
      const callId = called ?? id;
      if (called === null)
        tell({ type: 'tool_call', ...where, id, callId, tool: 'apply_patch', ...shapeChange(item['changes']) });
      const text = clipText(textOf(item['stdout']) ?? textOf(item['stderr']) ?? '', textLimits.result);
      const failed = item['status'] !== 'completed';
      tell({ type: 'tool_result', ...where, id, callId, text, failed, exitCode: null });
    },

    /** A call whose result says nothing. */
    close(callId: string) {
      open.delete(callId);
    },

    /** A command that the user ran themselves. */
    byUser(shell: { command: string; output: string; exitCode: number | null }, where: RecordPlace) {
      const callId = `user-shell-${where.line}`;
      const command = clipText(shell.command, textLimits.command);
      const text = clipText(shell.output, textLimits.result);
      const { exitCode } = shell;
      tell({ type: 'tool_call', ...where, callId, tool: '!', action: 'shell', command, paths: [], detail: null });
      tell({
        type: 'tool_result',
        ...where,
        callId,
        text,
        failed: exitCode === null ? null : exitCode !== 0,
        exitCode,
      });
    },

    carry: (): CallsCarry => ({ open: [...open], running: [...running], scripts: scripts.carry(), seen }),
  };
}
