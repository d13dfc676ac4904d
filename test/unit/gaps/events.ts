import type { SessionEvent, ToolAction } from '../../../src/sessions/event.ts';

/** Builds a session's events by hand: each step is one transcript line, one minute after the one before. */
export function session(
  id: string,
  options: { startMinute?: number; parent?: string; cwd?: string; day?: string } = {},
) {
  const events: SessionEvent[] = [];
  const origin = Date.parse(options.day ?? '2026-03-02T09:00:00Z') + (options.startMinute ?? 0) * 60_000;
  let minute = 0;
  let line = 0;
  let calls = 0;
  const base = () => ({ line: ++line, at: origin + minute++ * 60_000, sidechain: false });
  events.push({
    type: 'session',
    ...base(),
    id,
    agent: 'claude-code',
    version: null,
    cwd: options.cwd ?? '/repo',
    branch: 'main',
    commit: null,
    parent: options.parent ?? null,
  });
  const build = {
    events,
    user(text: string) {
      events.push({ type: 'user', ...base(), channel: 'prompt', text, pasted: '', question: null, callId: null });
      return build;
    },
    says(text: string) {
      events.push({ type: 'assistant', ...base(), text });
      return build;
    },
    call(
      action: ToolAction,
      given: { command?: string; path?: string; out?: string; failed?: boolean; exit?: number },
    ) {
      const callId = `${id}-${++calls}`;
      const tool = action === 'shell' ? 'Bash' : action === 'edit' ? 'Edit' : 'Tool';
      events.push({
        type: 'tool_call',
        ...base(),
        callId,
        tool,
        action,
        command: given.command ?? null,
        paths: given.path ? [given.path] : [],
        detail: null,
      });
      events.push({
        type: 'tool_result',
        ...base(),
        callId,
        text: given.out ?? '',
        failed: given.failed ?? null,
        exitCode: given.exit ?? null,
      });
      return build;
    },
    shell(command: string, out = '', exit = 0) {
      return build.call('shell', { command, out, exit, failed: exit !== 0 });
    },
    edit(path: string) {
      return build.call('edit', { path, out: 'updated' });
    },
    context(tokens: number, window: number | null = 200_000, model = 'm') {
      events.push({
        type: 'usage',
        ...base(),
        model,
        input: 10,
        cacheRead: tokens - 10,
        cacheWrite: 0,
        output: 5,
        context: tokens,
        window,
        estimated: false,
      });
      return build;
    },
    compacted(tokensBefore: number | null = null) {
      events.push({ type: 'compaction', ...base(), trigger: 'auto', tokensBefore });
      return build;
    },
    wait(minutes: number) {
      minute += minutes;
      return build;
    },
  };
  return build;
}
