import { type Status, status } from '../../app/status.ts';
import type { CliContext } from '../context.ts';
import type { StatusFlags } from './status.ts';

/** Runs `status`. */
export function runStatus({ edge, out }: CliContext, { json }: StatusFlags): void {
  const found = status(edge);
  if (json) {
    out.json(found);
    return;
  }
  const { bold, dim, yellow } = out.colors;
  const where = found.git ? (found.branch ?? 'no branch') : 'plain folder: nothing that needs git history';
  out.line(`${bold(found.root)}  ${dim(where)}`);
  out.line();
  for (const line of hookLines(found)) out.line(`  ${yellow(line)}`);
  if (found.knowledge) out.line(`  Learnings  ${learningsLine(found)}`);
  out.line(`  Sessions   ${sessionsLine(found)}`);
  if (found.knowledge) out.line(`  Last       ${lastLine(found)}`);
  out.line(`  Hooks in   ${found.agents === null ? 'unknown' : found.agents.join(', ') || 'no agent yet'}`);
  if (found.knowledge && found.month.sessions > 0) {
    out.line(
      `  30 days    ${plural(found.month.sessions, 'session')} given knowledge, ${found.month.tokens} tokens in all`,
    );
  }
  if (found.needs.length > 0) {
    out.line();
    out.line(bold('Needs a person'));
    for (const { count, text, examples, command } of found.needs) {
      out.line(`  ${yellow(String(count))} ${text}  ${dim(command)}`);
      for (const example of examples) out.line(dim(`      ${cut(example, out.columns - 8)}`));
    }
  }
  out.line();
  out.line(`Next: ${bold(found.next.command)}  ${dim(found.next.why)}`);
}

/** What is wrong with the hooks comes before everything else: nobody notices otherwise. */
function hookLines({ hooks: { offSince, problem } }: Status): string[] {
  const time = (at: string) => at.slice(0, 16).replace('T', ' ');
  return [
    ...(offSince === null
      ? []
      : [`Hooks      silent since ${time(offSince)}, sessions ran without them: twelvefold doctor`]),
    ...(problem === null ? [] : [`Hooks      ${time(problem.at)} ${cut(problem.text, 100)}`]),
  ];
}

function learningsLine({ offered, learnings }: Status): string {
  if (offered === 0) return 'none yet';
  const parts = Object.entries(learnings).flatMap(([name, count]) =>
    count === 0 ? [] : [name === 'guidance' ? `${count} guidance` : plural(count, name)],
  );
  return `${offered} in use: ${parts.join(', ')}`;
}

function sessionsLine({ knowledge, sessions: { found, unforged, unread } }: Status): string {
  const read =
    found === 0
      ? 'none found on this machine'
      : `${found} found${knowledge ? `, ${unforged === 0 ? 'all forged' : `${unforged} not forged yet`}` : ''}`;
  return unread.length === 0 ? read : `${read}; found, not yet read: ${unread.join(', ')}`;
}

function lastLine({ last: { learned, injected, harvested } }: Status): string {
  const time = (at: string | null) => (at === null ? 'never' : at.slice(0, 16).replace('T', ' '));
  return `learned ${time(learned)}, injected ${time(injected)}, harvested ${time(harvested)}`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function cut(text: string, width: number): string {
  return text.length <= Math.max(40, width) ? text : `${text.slice(0, Math.max(40, width) - 1)}…`;
}
