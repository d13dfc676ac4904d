import { inject } from '../../app/inject.ts';
import { knownEntries } from '../../app/known-entries.ts';
import { openWorkspace } from '../../app/workspace.ts';
import { ToolError } from '../../base/errors.ts';
import type { InjectedItem, Injection } from '../../knowledge/inject/offer.ts';
import type { CliContext } from '../context.ts';
import { count, ends } from '../terminal-text.ts';
import type { InjectFlags } from './inject.ts';

/** Runs `inject`. */
export async function runInject(context: CliContext, flags: InjectFlags, words: readonly string[]): Promise<void> {
  const { edge, out } = context;
  const typed = words.join(' ');
  const text = typed === '-' ? await context.readInput() : (flags.text ?? typed);
  const problem = problemWith(flags, text);
  if (problem !== null) throw new ToolError('E_USAGE', { problem, command: 'inject' });
  const injection = inject(edge, {
    point: flags.point,
    text: ends(text.trim()),
    file: flags.file ?? null,
    budget: flags.budget ?? null,
    ids: flags.id ?? [],
    tags: flags.tag ?? [],
    session: flags.session ?? null,
    agent: flags.agent,
    transcript: flags.transcript ?? null,
    record: flags.record,
  });
  if (flags.json) out.json({ point: flags.point, ...injection });
  else if (flags.why) explain(context, flags, injection);
  else if (injection.text !== '') out.line(injection.text);
  else if (out.interactive) out.note(silence(context, flags));
}

function problemWith({ point, file, record, session, id, tag }: InjectFlags, text: string): string | null {
  if (record && session === undefined) return '--record needs --session: only what a session was given can be cited.';
  if (id !== undefined || tag !== undefined) return null;
  if (point === 'file' && file === undefined) return 'The point `file` needs --file.';
  if ((point === 'prompt' || point === 'error') && text.trim() === '' && file === undefined) {
    return `The point \`${point}\` needs the ${point === 'prompt' ? 'prompt' : 'error'}: as words, or - for standard input.`;
  }
  return null;
}

/** That nothing is said, and at a start what there would be to say elsewhere. */
function silence({ edge }: CliContext, { point }: InjectFlags): string {
  const used = knownEntries(openWorkspace(edge)).entries.filter(({ state }) => state.active && !state.muted).length;
  return point === 'start' && used > 0
    ? `Nothing is said at a start: of ${count(used, 'learning')} in use here none holds for every session. They are said at their file, their error or a prompt about them.`
    : 'There is nothing to say.';
}

function explain(context: CliContext, flags: InjectFlags, injection: Injection): void {
  const { out } = context;
  const { bold, dim } = out.colors;
  const items = count(injection.items.length, 'learning');
  out.line(bold(`${items}, ${injection.tokens} of ${injection.budget} tokens`));
  if (injection.items.length + injection.withheld.length === 0) out.line(silence(context, flags));
  for (const item of injection.items) for (const line of itemLines(item)) out.line(line);
  if (injection.withheld.length > 0) out.line(bold('Withheld'));
  for (const { id, reason } of injection.withheld) out.line(`  ${id}  ${dim(reason)}`);
}

function itemLines(item: InjectedItem): string[] {
  return [
    item.text,
    `    why        ${item.why.join('; ')}`,
    `    score      ${item.score.toFixed(3)}, confidence ${item.confidence.toFixed(2)}, ${item.tokens} tokens`,
    `    validated  ${item.lastValidated ?? 'never'}; ${item.source}`,
    `    anchors    ${item.anchors === null ? 'none' : `${item.anchors.state}${item.anchors.notes.map((note) => `, ${note}`).join('')}`}`,
    `    wrong?     twelvefold pool refute ${item.id} --reason "…"; never again: twelvefold pool mute ${item.id}`,
  ];
}
