import type { SessionEvent, ToolAction, ToolCall, ToolResult, UserChannel } from '../../../src/sessions/event.ts';

/** Builds the events of a session step by step; every step takes a minute. */
export function session() {
  const events: SessionEvent[] = [];
  let line = 0;
  let last = '';
  const base = (sidechain = false) => ({ line: ++line, at: line * 60_000, sidechain });
  const builder = {
    events,
    info(parts: Partial<Extract<SessionEvent, { type: 'session' }>> = {}) {
      events.push({
        type: 'session',
        ...base(),
        id: 's1',
        agent: 'claude-code',
        version: null,
        cwd: '/repo',
        branch: 'main',
        commit: null,
        parent: null,
        ...parts,
      });
      return builder;
    },
    user(text: string, channel: UserChannel = 'prompt', pasted = '') {
      events.push({ type: 'user', ...base(), channel, text, pasted, question: null, callId: null });
      return builder;
    },
    says(text: string) {
      events.push({ type: 'assistant', ...base(), text });
      return builder;
    },
    call(tool: string, action: ToolAction, parts: Partial<ToolCall> = {}) {
      last = `c${line + 1}`;
      events.push({
        type: 'tool_call',
        ...base(parts.sidechain),
        callId: last,
        tool,
        action,
        command: null,
        paths: [],
        detail: null,
        ...parts,
      });
      return builder;
    },
    result(parts: Partial<ToolResult> = {}) {
      events.push({ type: 'tool_result', ...base(), callId: last, text: '', failed: false, exitCode: null, ...parts });
      return builder;
    },
    edit(path: string, failed = false) {
      return builder.call('Edit', 'edit', { paths: [path] }).result({ failed });
    },
    runs(command: string, exitCode: number, text = '') {
      return builder.call('Bash', 'shell', { command }).result({ exitCode, failed: exitCode !== 0, text });
    },
    uses(context: number, parts: Partial<Extract<SessionEvent, { type: 'usage' }>> = {}) {
      const counts = { input: 10, cacheRead: context - 60, cacheWrite: 20, output: 30 };
      events.push({
        type: 'usage',
        ...base(),
        model: 'claude-opus-4-6',
        ...counts,
        context,
        window: null,
        estimated: false,
        ...parts,
      });
      return builder;
    },
    compacts() {
      events.push({ type: 'compaction', ...base(), trigger: 'auto', tokensBefore: 150_000 });
      return builder;
    },
    stops() {
      events.push({ type: 'interrupt', ...base() });
      return builder;
    },
  };
  return builder;
}
