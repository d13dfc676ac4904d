import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly json: boolean;
}

const json = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;

const listCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'List what was locked in, let pass, taken back or taken up again',
    fullDescription: '  twelvefold ledger list',
  },
  parameters: { flags: { json: json('JSON, one entry a line') } },
  async func(flags) {
    const { ledger } = await import('../../app/ledger.ts');
    const { entries, problems } = ledger(this.edge);
    for (const { entry } of entries) {
      const { timestamp, action, agent, issue, reason } = entry;
      if (flags.json) this.out.json(entry);
      else
        this.out.line(`${timestamp.slice(0, 16)}  ${action}  ${agent}${issue === null ? '' : `  ${issue}`}  ${reason}`);
    }
    if (entries.length === 0 && !flags.json) this.out.line('The ledger is empty.');
    for (const { path, problem } of problems) this.out.note(`.agents/ledger/${path}: ${problem}`);
  },
});

const verifyCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Hold the ledger against git’s history',
    fullDescription: `Every entry that a commit ever added must be there as it was added. Says also what it cannot see.

  twelvefold ledger verify`,
  },
  parameters: { flags: { json: json('One JSON object {ok, entries, problems, unseen}') } },
  async func(flags) {
    const { verifyLedger } = await import('../../app/ledger.ts');
    const check = verifyLedger(this.edge);
    if (!check.ok) process.exitCode = 1;
    if (flags.json) {
      this.out.json(check);
      return;
    }
    const { count } = await import('../terminal-text.ts');
    for (const { path, problem } of check.problems) this.out.line(`${path}: ${problem}`);
    this.out.line(
      check.ok
        ? `${count(check.entries, 'entry', 'entries')}, each as it was written.`
        : `${check.problems.length} wrong of ${check.entries + check.problems.length}.`,
    );
    for (const text of check.unseen) this.out.note(`Not seen: ${text}.`);
  },
});

export const ledgerRoutes = buildRouteMap({
  routes: { list: listCommand, verify: verifyCommand },
  docs: { brief: 'What was locked in, and whether that is untouched' },
});
