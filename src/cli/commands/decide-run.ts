import { actorOf } from '../../app/actor.ts';
import { decide, lintDecisions } from '../../app/decide.ts';
import type { CliContext } from '../context.ts';
import type { DecideFlags } from './decide.ts';
import { printLint } from './phases-run.ts';

/** Runs `decide`. */
export function runDecide(context: CliContext, flags: DecideFlags, words: readonly string[]): void {
  const { edge, out } = context;
  if (flags.lint) {
    printLint(context, lintDecisions(edge, words), flags.json, 'decision');
    return;
  }
  const { status, context: why, decision, consequences, alternatives, item, scope } = flags;
  const given = Object.entries({
    Status: status,
    Context: why,
    Decision: decision,
    Consequences: consequences,
    Alternatives: alternatives,
  }).filter(([, text]) => text !== undefined);
  const request = { title: words.join(' '), said: Object.fromEntries(given), item: item ?? null, scope: scope ?? [] };
  const done = decide(edge, request, actorOf(edge, null));
  if (flags.json) {
    out.json(done);
    return;
  }
  out.line(done.path);
  if (!done.written) out.note('It was written down before, in the same words.');
  for (const { line, problem } of done.problems) out.note(`${done.path}:${line}: ${problem}`);
}
