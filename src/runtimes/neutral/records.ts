import { type SessionLine, sessionLineSchema } from '../../schema/session-line.ts';
import type { SessionEvent, SessionInfo } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import type { Lack } from '../../sessions/reader.ts';
import type { MapperStart, RecordMapper } from '../../sessions/reading.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { userWords } from '../../sessions/user-words.ts';

type Info = Omit<SessionInfo, 'line' | 'at'>;

const types: ReadonlySet<string> = new Set(sessionLineSchema.options.map((option) => option.shape.type.value));

/**
 * Maps the lines of a neutral transcript (`schema/session-line.ts`) to events. A line that does not have the shape of its
 * type is counted as unknown.
 * @param tellLacks called with what the first line says the records lack
 */
export function createRecordMapper(start: MapperStart, tellLacks: (lacks: readonly Lack[]) => void): RecordMapper {
  let info = (start.carried as { readonly info?: Info } | undefined)?.info ?? null;

  const tellSession = (line: Extract<SessionLine, { type: 'session' }>): Info => {
    if (line.lacks) tellLacks(line.lacks);
    const parent = line.parent ?? info?.parent ?? null;
    return {
      type: 'session',
      id: info?.id ?? line.id,
      agent: line.agent ?? info?.agent ?? 'neutral',
      version: line.version ?? info?.version ?? null,
      cwd: line.cwd ?? info?.cwd ?? null,
      branch: line.branch ?? info?.branch ?? null,
      commit: line.commit ?? info?.commit ?? null,
      parent,
      sidechain: line.sidechain ?? info?.sidechain ?? false,
    };
  };

  return {
    map(record, number) {
      const type = String(record['type']);
      const read = types.has(type) ? sessionLineSchema.safeParse(record) : null;
      if (!read?.success) {
        start.unknown(read ? `malformed ${type}` : type);
        return [];
      }
      const line = read.data;
      const at = line.at === undefined ? null : typeof line.at === 'number' ? line.at : Date.parse(line.at);
      if (line.type === 'session') {
        info = tellSession(line);
        return [{ ...info, line: number, at }];
      }
      const sidechain = line.sidechain ?? info?.sidechain ?? false;
      return eventsOf(line, { line: number, at, sidechain, ...(line.id !== undefined && { id: line.id }) });
    },
    finish: () => [],
    carry: () => ({ info }),
  };
}

type Place = Pick<SessionEvent, 'line' | 'at' | 'sidechain' | 'id'>;

function eventsOf(line: Exclude<SessionLine, { type: 'session' }>, place: Place): readonly SessionEvent[] {
  switch (line.type) {
    case 'user': {
      const said = userWords(line.text);
      const pasted = clipText([said.pasted, line.pasted ?? ''].filter(Boolean).join('\n\n'), textLimits.pasted);
      if (place.sidechain || (said.text === '' && pasted === '')) return [];
      const { channel = 'prompt', question = null, call: callId = null } = line;
      return [{ type: 'user', ...place, channel, text: said.text, pasted, question, callId }];
    }
    case 'assistant': {
      const text = stripInjected(line.text);
      const said: SessionEvent[] = text.trim()
        ? [{ type: 'assistant', ...place, text: clipText(text, textLimits.assistant) }]
        : [];
      return [...said, ...(line.edited?.length ? edited(line.edited, place) : [])];
    }
    case 'thought':
      return [{ type: 'thought', ...place, text: clipText(stripInjected(line.text), textLimits.thought) }];
    case 'tool_call': {
      const { call: callId, tool, command, paths = [], detail } = line;
      const action = line.action ?? (command === undefined ? 'other' : 'shell');
      return [
        {
          type: 'tool_call',
          ...place,
          callId,
          tool,
          action,
          command: command === undefined ? null : clipText(stripInjected(command), textLimits.command),
          paths,
          detail: detail === undefined ? null : clipText(stripInjected(detail), textLimits.detail),
        },
      ];
    }
    case 'tool_result': {
      const { call: callId, text = '', exitCode = null } = line;
      const failed = line.failed ?? (exitCode === null ? null : exitCode !== 0);
      return [
        {
          type: 'tool_result',
          ...place,
          callId,
          text: clipText(stripInjected(text), textLimits.result),
          failed,
          exitCode,
        },
      ];
    }
    case 'usage': {
      const { model = null, input = 0, output = 0, cacheRead = 0, cacheWrite = 0, window = null } = line;
      const context = line.context ?? input + cacheRead + cacheWrite + output;
      return [
        { type: 'usage', ...place, model, input, output, cacheRead, cacheWrite, context, window, estimated: false },
      ];
    }
    case 'compaction':
      return [{ type: 'compaction', ...place, trigger: line.trigger ?? null, tokensBefore: line.tokensBefore ?? null }];
    case 'interrupt':
      return [{ type: 'interrupt', ...place }];
  }
}

/** Files that were changed with a message: an edit that worked. */
function edited(paths: readonly string[], place: Place): readonly SessionEvent[] {
  const callId = `edited-${place.line}`;
  return [
    { type: 'tool_call', ...place, callId, tool: 'edit', action: 'edit', command: null, paths, detail: null },
    { type: 'tool_result', ...place, callId, text: '', failed: false, exitCode: null },
  ];
}
