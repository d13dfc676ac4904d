import { readJournal } from '../../knowledge/journal/read.ts';
import { run } from '../../process/run.ts';
import type { OutcomeLine } from '../../schema/journal.ts';
import type { Identity } from '../../schema/verdict.ts';
import type { WorkState } from '../../work/state.ts';
import { actorOf } from '../actor.ts';
import type { Edge, Workspace } from '../workspace.ts';

/** Who validates: whoever runs this command, with the model that the journal knows of the session. */
export function validatorOf(edge: Edge, workspace: Workspace): Identity {
  const actor = actorOf(edge, null);
  const { by } = actor;
  const session = by === 'person' ? null : (actor.session ?? sessionIn(actor.worker));
  const outcomes = readJournal(workspace.stateDir, session === null ? {} : { session }).lines.filter(isOutcome);
  return { by, session, model: session === null ? null : (outcomes.at(-1)?.model ?? null) };
}

/**
 * Who wrote a change: the sessions that the journal saw make its commits, and those that held the item. Where neither
 * tells, nobody is known, which never counts for anybody.
 */
export function authorsOf(
  workspace: Workspace,
  base: string | null,
  commit: string,
  item: WorkState | null,
): Identity[] {
  const range = base === null ? commit : `${base}..${commit}`;
  const commits = run('git', ['rev-list', range], { cwd: workspace.root }).stdout.split('\n').filter(Boolean);
  const outcomes = readJournal(workspace.stateDir).lines.filter(isOutcome);
  const found = new Map<string, Identity>();
  for (const { session, agent, model, commits: made = [] } of outcomes) {
    if (made.some((hash) => commits.some((known) => known.startsWith(hash))))
      found.set(session, { by: `agent:${agent}`, session, model });
  }
  for (const event of item?.events ?? []) {
    if (event.type !== 'claimed' || event.by === 'person') continue;
    const session = event.session ?? sessionIn(event.worker);
    const model = outcomes.findLast((line) => line.session === session)?.model ?? null;
    found.set(session ?? event.worker, { by: event.by, session, model });
  }
  return [...found.values()];
}

const isOutcome = (line: { readonly type: string }): line is OutcomeLine => line.type === 'outcome';

/** `claude-code/<session>` */
function sessionIn(worker: string): string | null {
  return /^[\w-]+\/(\S+)$/.exec(worker)?.[1] ?? null;
}
