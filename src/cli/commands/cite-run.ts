import { agentHere } from '../../app/actor.ts';
import { act } from '../../app/agent/act.ts';
import { type CitedSession, citeByHand, citeSessions } from '../../app/cite.ts';
import { ToolError } from '../../base/errors.ts';
import type { CliContext } from '../context.ts';
import { droppedLine } from '../terminal-text.ts';
import type { CiteFlags } from './cite.ts';

/** Runs `cite`. */
export function runCite({ edge, out }: CliContext, flags: CiteFlags, ids: readonly string[]): void {
  const sessions = flags.fromSession ?? [];
  if (ids.length + sessions.length === 0) {
    throw new ToolError('E_USAGE', { problem: 'Give the id of a learning, or --from-session.', command: 'cite' });
  }
  for (const id of ids) {
    const { outcome = null, note = null } = flags;
    const around = agentHere(edge);
    const agent = flags.agent ?? around?.agent ?? 'person';
    const session = flags.session ?? around?.session ?? null;
    const done =
      agent === 'person'
        ? citeByHand(edge, { id, session, agent, outcome, note })
        : act(edge, { agent, session }, { type: 'cite', id, outcome, note });
    if ('what' in done && done.what === 'dropped') {
      if (flags.json) out.json({ dropped: done.path });
      else out.line(droppedLine(done.path));
      continue;
    }
    const { citation, recorded } = 'what' in done ? done.cited : done;
    if (flags.json) out.json({ ...citation, recorded });
    else out.line(recorded ? `Recorded: ${id} was used.` : `${id} was recorded before; nothing to do.`);
  }
  for (const one of citeSessions(edge, sessions)) {
    if (flags.json) out.json(one);
    else for (const line of sessionLines(one)) out.line(line);
  }
}

function sessionLines({ session, agent, outcome, given, citations }: CitedSession): string[] {
  const head = `${session} (${agent}): ${outcome.outcome}, ${count(outcome.corrections, 'correction')}, ${count(outcome.failures.length, 'failure')} of which ${outcome.repeats} known before; ${count(given, 'learning')} given, ${count(citations.length, 'use')} found`;
  const uses = citations.map(
    ({ citation, recorded }) =>
      `  ${citation.id} ${citation.kind} at ${citation.transcript}:${citation.line}${recorded ? '' : ' (recorded before)'}\n    ${citation.context.split('\n')[0]}`,
  );
  return [head, ...uses];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
