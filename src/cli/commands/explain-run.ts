import { type ExplainedItem, explainInjection } from '../../app/explain.ts';
import type { CliContext } from '../context.ts';
import { oneLine } from '../terminal-text.ts';

/** Runs `explain`. */
export function runExplain({ edge, out }: CliContext, json: boolean, id: string | null): void {
  const found = explainInjection(edge, id);
  if (json) {
    out.json(found);
    return;
  }
  if (found === null) {
    out.line('No session was told anything here yet. `twelvefold doctor` says whether the hooks are in place.');
    return;
  }
  const { bold, dim } = out.colors;
  const when = found.at.slice(0, 16).replace('T', ' ');
  out.line(
    bold(
      `${when}  ${found.agent} session ${oneLine(found.session)}, at its ${words[found.point]}: ${found.tokens} tokens`,
    ),
  );
  for (const item of found.items) {
    out.line();
    for (const line of itemLines(item)) out.line(line);
    out.line(dim(`  never again: twelvefold pool mute ${item.id}    not true: twelvefold pool wrong ${item.id}`));
  }
}

const words = { start: 'start', prompt: 'prompt', file: 'file', error: 'failure' } as const;

function itemLines(item: ExplainedItem): string[] {
  const cost = item.tokens === null ? [] : [`${item.tokens} tokens`];
  const score = item.score === null ? [] : [`score ${item.score}`];
  const belief = item.confidence === null ? [] : [`confidence ${item.confidence.toFixed(2)}`];
  const shown = item.sessions.slice(-2).map((session) => oneLine(session).slice(0, 8));
  const sessions =
    shown.length === 0
      ? []
      : [`from ${item.sessions.length === 1 ? 'session' : `${item.sessions.length} sessions,`} ${shown.join(', ')}`];
  const notes = item.anchors?.notes.map((note) => `, ${oneLine(note)}`).join('') ?? '';
  return [
    `${item.id}  ${oneLine(item.statement ?? '(not here any more)')}`,
    `  why        ${item.why.length === 0 ? 'not kept' : item.why.map((part) => oneLine(part)).join('; ')}`,
    `  cost       ${[...cost, ...score].join(', ') || 'not kept'}`,
    `  believed   ${[...belief, `last validated ${item.lastValidated ?? 'never'}`, ...(item.source === null ? [] : [item.source]), ...sessions].join(', ')}`,
    `  anchors    ${item.anchors === null ? 'none' : `${item.anchors.state}${notes}`}`,
    ...(item.withheld === null ? [] : [`  now        not said: ${oneLine(item.withheld)}`]),
  ];
}
