import { readFileSync } from 'node:fs';
import type { Given } from '../../../src/knowledge/cite/given.ts';
import type { InjectionPoint } from '../../../src/schema/journal.ts';
import type { Learning, LearningKind } from '../../../src/schema/learning.ts';
import type { SessionEvent } from '../../../src/sessions/event.ts';

type Step = [kind: string, text: string, more?: string | number | { sidechain?: boolean }];
interface Row {
  name: string;
  given: [
    id: string,
    kind: LearningKind,
    statement: string,
    more?: { files?: string[]; line?: number; point?: InjectionPoint },
  ][];
  events: Step[];
  expect: [id: string, kind: string, line: number][];
}

export interface LabelledCase {
  readonly name: string;
  readonly given: readonly Given[];
  readonly events: readonly SessionEvent[];
  readonly expect: readonly string[];
}

/** The labelled sequences: short sessions, and which of the learnings given a careful reader says were used, and where. */
export function labelledCases(): LabelledCase[] {
  const file = new URL('../../fixtures/citations/cases.jsonl', import.meta.url);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((row) => caseOf(JSON.parse(row) as Row));
}

function caseOf({ name, given, events, expect }: Row): LabelledCase {
  return {
    name,
    given: given.map(([id, kind, statement, more]) => ({
      learning: learning(id, kind, statement, more?.files ?? []),
      at: null,
      point: more?.point ?? null,
      line: more?.line ?? 0,
    })),
    events: eventsOf(events),
    expect: expect.map(([id, kind, line]) => `${id} ${kind} ${line}`),
  };
}

export function learning(id: string, kind: LearningKind, statement: string, files: readonly string[] = []): Learning {
  const anchors = files.filter((file) => !file.includes('*')).map((target) => ({ type: 'file' as const, target }));
  return {
    schema: 1,
    id,
    kind,
    title: statement.slice(0, 80),
    statement,
    scope: [...files],
    anchors,
    symptoms: [],
    tags: [],
    sections: {},
  };
}

/** One event a line: `[kind, text, exit code | new text of an edit | options]`. */
export function eventsOf(steps: readonly Step[]): SessionEvent[] {
  let call = '';
  return steps.map(([kind, text, more], i): SessionEvent => {
    const line = i + 1;
    const sidechain = typeof more === 'object' && more.sidechain === true;
    const base = { line, at: null, sidechain };
    const tool = (
      action: 'shell' | 'read' | 'edit' | 'write',
      command: string | null,
      paths: string[],
      detail: string | null,
    ) => {
      call = `call-${line}`;
      return { ...base, type: 'tool_call' as const, callId: call, tool: action, action, command, paths, detail };
    };
    if (kind === 'assistant') return { ...base, type: 'assistant', text };
    if (kind === 'shell') return tool('shell', text, [], null);
    if (kind === 'read') return tool('read', null, [text], null);
    if (kind === 'edit' || kind === 'write') return tool(kind, null, [text], String(more ?? ''));
    if (kind === 'result')
      return {
        ...base,
        type: 'tool_result',
        callId: call,
        text,
        failed: null,
        exitCode: typeof more === 'number' ? more : null,
      };
    const channel = kind === 'reject' ? 'rejection' : 'prompt';
    return {
      ...base,
      type: 'user',
      channel,
      text,
      pasted: '',
      question: null,
      callId: kind === 'reject' ? call : null,
    };
  });
}
