import { actorOf } from '../../app/actor.ts';
import {
  acceptWorse,
  addRatchet,
  checkRatchets,
  listRatchets,
  type RatchetCheck,
  type RatchetResult,
  tightenRatchets,
} from '../../app/ratchet/ratchets.ts';
import { commandOf } from '../../app/validation/gates.ts';
import type { CliContext } from '../context.ts';
import type { RatchetAcceptFlags, RatchetAddFlags, RatchetJson } from './ratchet.ts';

export async function runAdd({ edge, out }: CliContext, flags: RatchetAddFlags, name: string): Promise<void> {
  const { preset = null, run, read, pattern, better = null, json } = flags;
  const ratchet = await addRatchet(edge, {
    name,
    preset: preset ?? (run === undefined ? name : null),
    command: run === undefined ? null : commandOf(run),
    read:
      read === 'items'
        ? { as: 'items', ...(pattern === undefined ? {} : { pattern }) }
        : read === undefined
          ? null
          : { as: read },
    better,
  });
  if (json) out.json(ratchet);
  else out.line(`${ratchet.name} is held at ${ratchet.value}; ${ratchet.better} is better.`);
}

export function runList({ edge, out }: CliContext, { json }: RatchetJson): void {
  const reading = listRatchets(edge);
  if (json) {
    out.json(reading);
    return;
  }
  for (const { name, value, better, command } of reading.ratchets)
    out.line(`${out.colors.bold(name)}  ${value}, ${better} is better  ${out.colors.dim(command.join(' '))}`);
  if (reading.ratchets.length === 0) out.line('Nothing is held. `twelvefold ratchet add todo` is a beginning.');
  for (const { path, problem } of reading.problems) out.note(`${path}: ${problem}`);
}

export async function runCheck(
  { edge, out }: CliContext,
  { json }: RatchetJson,
  names: readonly string[],
): Promise<void> {
  const check = await checkRatchets(edge, names, (name) => out.progress(`measuring ${name}`));
  report(out, check, json ? check : null);
}

export async function runTighten({ edge, out }: CliContext, { json }: RatchetJson): Promise<void> {
  const done = await tightenRatchets(edge, actorOf(edge, null), (name) => out.progress(`measuring ${name}`));
  report(out, done, json ? done : null);
  if (!json && done.ok)
    out.line(done.tightened.length > 0 ? `Tightened: ${done.tightened.join(', ')}.` : 'Nothing has become better.');
}

export async function runAccept(
  { edge, out }: CliContext,
  { reason = '', json }: RatchetAcceptFlags,
  name: string,
): Promise<void> {
  const result = await acceptWorse(edge, name, reason, actorOf(edge, null));
  if (json) out.json(result);
  else out.line(`${name} is held at ${result.now} from now on, from ${result.before}; the reason is in the ledger.`);
}

function report(out: CliContext['out'], check: RatchetCheck, json: RatchetCheck | null): void {
  if (!check.ok) process.exitCode = 1;
  if (json !== null) {
    out.json(json);
    return;
  }
  for (const result of check.results) printResult(out, result);
  if (check.results.length === 0) out.line('Nothing is held.');
  for (const { path, problem } of check.problems) out.note(`${path}: ${problem}`);
}

function printResult(out: CliContext['out'], { name, verdict, reason, better, added, removed }: RatchetResult): void {
  const { green, red, dim } = out.colors;
  const bad = verdict === 'worse' || verdict === 'failed';
  out.line(`${bad ? red('✗') : green('✓')} ${name}  ${verdict}  ${dim(reason)}`);
  if (verdict === 'worse')
    for (const item of (better === 'fewer' ? added : removed).slice(0, 20)) out.line(`    ${item}`);
  if (verdict === 'worse')
    out.line(dim(`    make it as good as it was, or: twelvefold ratchet accept ${name} --reason "…"`));
}
