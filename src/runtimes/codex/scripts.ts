import { setBounded } from '../../base/bounded-map.ts';
import { type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import type { SessionEvent, ToolCall } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import type { RecordPlace } from './records.ts';
import { type ResultShape, shapeExecuted } from './results.ts';
import { joinShown, readScriptOutput, type Shown } from './script-output.ts';
import { readScript, type ScriptCall } from './script-source.ts';
import { commandOf, shapeCall, shellTools } from './tools.ts';

/** What a script shows a result of: one call, or several commands whose results it shows as one. */
interface Part {
  readonly callId: string;
  readonly commands: readonly string[];
  readonly patches: boolean;
  /** Where an event said it before the output came. */
  exitCode: number | null;
}

interface OpenScript {
  readonly parts: readonly Part[];
  readonly tellsEnds: boolean;
}

type Pairs<Value> = readonly (readonly [string, Value])[];

export interface ScriptsCarry {
  readonly open: Pairs<OpenScript>;
  readonly cells: Pairs<string>;
  readonly waits: Pairs<string>;
  readonly live: Pairs<string>;
  readonly told: Pairs<true>;
}

/** How many scripts, and calls of each kind, are remembered. */
const remembered = 256;

/**
 * Scripts of code mode: each call in a script is told as a call of its own, with what the script showed of it.
 *
 * A script that runs on is fetched with `wait`, a command that runs on with `write_stdin` in a further script: what they
 * bring is told under the call that it belongs to. Where events tell of commands and patches, they come before the output.
 * @param running the calls of commands that run on, by the numbers that Codex gave them
 */
export function createScripts(
  carried: ScriptsCarry | undefined,
  running: Map<string, string>,
  tell: (event: SessionEvent) => void,
) {
  const open = new Map<string, OpenScript>(
    carried?.open.map(([id, script]) => [id, { ...script, parts: script.parts.map((part) => ({ ...part })) }]),
  );
  /** Scripts by the numbers of the cells that they run in, and by the calls that wait for them. */
  const cells = new Map<string, string>(carried?.cells);
  const waits = new Map<string, string>(carried?.waits);
  /** Commands that run on, by their calls. */
  const live = new Map<string, string>(carried?.live);
  /** Calls whose end an event told. */
  const told = new Map<string, true>(carried?.told);

  const newest = (fits: (part: Part) => boolean) => {
    for (const { parts } of [...open.values()].reverse()) {
      const part = parts.find((candidate) => fits(candidate) && !told.has(candidate.callId));
      if (part) return part;
    }
    return null;
  };

  const tellResult = (callId: string, shape: ResultShape, where: RecordPlace) => {
    const { text, failed, exitCode } = shape;
    const goesOn = shape.running !== null && exitCode === null && failed === null;
    tell({
      type: 'tool_result',
      ...where,
      callId,
      text,
      failed,
      exitCode,
      ...(goesOn && { running: true as const }),
    });
  };

  const tellShown = (part: Part, shown: readonly Shown[], failed: boolean, where: RecordPlace) => {
    const shape = joinShown(shown);
    const exitCode = shape.exitCode ?? part.exitCode;
    if (shape.running !== null) {
      if (!running.has(shape.running)) setBounded(running, shape.running, part.callId, remembered);
      if (part.commands.length === 1) setBounded(live, part.callId, part.commands[0] ?? '', remembered);
    } else if (exitCode !== null) live.delete(part.callId);
    const flagged = exitCode === null ? failed || shape.failed : exitCode !== 0;
    tellResult(part.callId, { ...shape, failed: flagged, exitCode }, where);
  };

  return {
    isOpen: () => open.size > 0,

    call(callId: string, source: string, where: RecordPlace) {
      const parts: Part[] = [];
      const script = readScript(source);
      const whole = () => clipText(stripInjected(source), textLimits.detail);
      const add = (call: Omit<ToolCall, 'type' | 'callId' | keyof RecordPlace>, commands: readonly string[]) => {
        const id = parts.length === 0 ? callId : `${callId}/${parts.length + 1}`;
        const patches = call.action === 'edit' || call.action === 'write';
        parts.push({ callId: id, commands: commands.map(nameOf), patches, exitCode: null });
        tell({ type: 'tool_call', ...where, id: callId, callId: id, ...call });
      };
      for (const calls of groupsIn(script.calls, script.shows)) {
        const [{ tool, input }] = calls;
        const fields = fieldsOf(input);
        const polled = tool === 'write_stdin' && !textOf(fields['chars']) ? String(fields['session_id']) : '';
        const origin = running.get(polled);
        const commands = calls.flatMap((call) => commandIn(call) ?? []);
        if (origin !== undefined) parts.push({ callId: origin, commands: [], patches: false, exitCode: null });
        else if (shellTools.has(tool)) {
          const shape = shapeCall(tool, { ...fields, command: commands.join('\n') });
          add(
            commands.length > 0 ? { tool, ...shape } : { tool, ...shape, action: 'shell', detail: whole() },
            commands,
          );
        }
        // A patch that the script puts together is told by an event.
        else if (tool !== 'apply_patch' || typeof input === 'string') add({ tool, ...shapeCall(tool, input) }, []);
      }
      if (parts.length === 0) add({ tool: 'exec', action: 'other', command: null, paths: [], detail: whole() }, []);
      setBounded(open, callId, { parts, tellsEnds: script.tellsEnds }, remembered);
    },

    /** @returns false where no script is known under the number */
    wait(callId: string, cell: string): boolean {
      const script = cells.get(cell);
      if (script === undefined || !open.has(script)) return false;
      setBounded(waits, callId, script, remembered);
      return true;
    },

    /** @returns false where the call was neither a script nor waited for one */
    result(callId: string, output: unknown, where: RecordPlace): boolean {
      const id = waits.get(callId) ?? callId;
      const script = open.get(id);
      if (!script) return false;
      waits.delete(callId);
      const { cell, failed, shown } = readScriptOutput(output, script.tellsEnds);
      if (cell === null) open.delete(id);
      else setBounded(cells, cell, id, remembered);
      if (cell !== null && shown.length === 0) return true;
      const untold = script.parts.filter((part) => !told.has(part.callId));
      // Of patches and plans a script often shows nothing.
      const shells = untold.filter((part) => part.commands.length > 0);
      const shares = [script.parts, untold, shells].map((parts) => shareOut(shown, parts, failed)).find((one) => one);
      for (const [part, items, failing] of shares ?? [])
        if (!told.has(part.callId)) tellShown(part, items, failing, { ...where, id: callId });
      return true;
    },

    /** @returns false where no script that runs has such a command */
    executed(item: Fields, where: RecordPlace): boolean {
      const command = nameOf(commandOf(item['command']) ?? '\0');
      const shape = shapeExecuted(item);
      const part = newest(({ commands }) => commands.includes(command));
      if (part && part.commands.length > 1) part.exitCode = part.exitCode || shape.exitCode;
      const callId = part?.callId ?? [...live].findLast(([, one]) => one === command)?.[0];
      if (callId === undefined) return false;
      if (part && part.commands.length > 1) return true;
      setBounded(told, callId, true, remembered);
      live.delete(callId);
      tellResult(callId, shape, where);
      return true;
    },

    /** The call of a patch that an event tells of; null where the script did not spell it out. */
    patched(): string | null {
      const part = newest(({ patches }) => patches);
      if (part) setBounded(told, part.callId, true, remembered);
      return part?.callId ?? null;
    },

    carry: (): ScriptsCarry => ({
      open: [...open],
      cells: [...cells],
      waits: [...waits],
      live: [...live],
      told: [...told],
    }),
  };
}

/** The calls of a script, each alone; its commands as one where it shows fewer results than it runs commands. */
function groupsIn(calls: readonly ScriptCall[], shows: number | null): readonly [ScriptCall, ...ScriptCall[]][] {
  const [first, ...rest] = calls.filter(({ tool }) => shellTools.has(tool));
  if (!first || shows === null || rest.length < shows) return calls.map((call) => [call]);
  return calls.flatMap((call) => (call === first ? [[first, ...rest]] : rest.includes(call) ? [] : [[call]]));
}

function commandIn({ tool, input }: ScriptCall): string | null {
  const fields = fieldsOf(input);
  return shellTools.has(tool) ? commandOf(fields['cmd'] ?? fields['command']) : null;
}

/** Which part each thing shown belongs to; null where that cannot be told. */
function shareOut(
  shown: readonly Shown[],
  parts: readonly Part[],
  failed: boolean,
): readonly (readonly [Part, readonly Shown[], boolean])[] | null {
  if (parts.length === 1) return parts.map((part) => [part, shown, failed]);
  if (failed) {
    // What ended the script stands last, and belongs to the call that had shown nothing yet, if they show one thing each.
    const patches = parts.filter((part) => part.patches && /^apply_patch /.test(shown[0]?.text ?? ''));
    if (shown.length === 1) return patches.length === 1 ? patches.map((part) => [part, shown, true]) : null;
    const ended = parts.slice(0, shown.length);
    return ended.length < shown.length
      ? null
      : ended.map((part, index) => [part, shown.slice(index, index + 1), index === shown.length - 1]);
  }
  const groups: Shown[][] = [];
  for (const one of shown) {
    if (one.remark && groups.length > 0) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  const each = groups.length / parts.length;
  if (!Number.isInteger(each)) return null;
  return parts.map((part, index) => [part, groups.slice(index * each, (index + 1) * each).flat(), false]);
}

/** What a command is known by until its end is told: its beginning is enough. */
function nameOf(command: string): string {
  return command.slice(0, 1000);
}
