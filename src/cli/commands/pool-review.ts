import { loadConfig } from '../../app/config.ts';
import { editLearning } from '../../app/edit-learning.ts';
import { openPools, poolOfEntry } from '../../app/pool.ts';
import { promote, reject } from '../../app/pool-acts.ts';
import { renewHooks } from '../../app/prepare-hooks.ts';
import { refuseSecrets } from '../../app/refuse-secrets.ts';
import { timeOfAct } from '../../app/time-of-act.ts';
import { openWorkspace } from '../../app/workspace.ts';
import { ToolError } from '../../base/errors.ts';
import type { Entry } from '../../knowledge/entry.ts';
import { answered, endKeys, ends } from '../answered.ts';
import type { CliContext } from '../context.ts';
import { describe } from './pool-run.ts';

const keys = 'p promote   o use here only   r reject   e edit   s skip   q quit';

/** Who stops half-way has seen what matters most and is surest. */
const worth = ({ state }: Entry) => state.importance * state.confidence;

/**
 * `pool review`: one candidate after the other, one key each.
 * @throws ToolError E_NEEDS_TERMINAL where nobody can press a key
 */
export async function reviewPool({ edge, out }: CliContext, limit: number): Promise<void> {
  const input = process.stdin;
  if (!out.interactive || !input.isTTY) {
    throw new ToolError('E_NEEDS_TERMINAL', {
      command: 'twelvefold pool review',
      instead: 'Use `twelvefold pool list --json`, then `pool promote ID` or `pool reject ID --reason "…"`.',
    });
  }
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const pools = openPools(workspace);
  const waiting = [...pools.entries.values()]
    .filter((entry) => poolOfEntry(entry) === 'review')
    .sort((a, b) => worth(b) - worth(a) || b.state.confidence - a.state.confidence);
  const counts = { promoted: 0, rejected: 0, skipped: 0 };
  const shown = waiting.slice(0, limit);
  for (const [index, first] of shown.entries()) {
    let entry = first;
    for (let decided = false; !decided; ) {
      out.line(`\n${out.colors.bold(`${index + 1} of ${shown.length}`)}`);
      for (const line of describe(entry, pools)) out.line(line);
      out.line(out.colors.dim(keys));
      const key = await pressedKey(input);
      if (key === 'p' || key === 'o') {
        decided = await approve(entry, key === 'p');
      } else if (key === 'r') {
        const reason = await askReason();
        if (reason === null) continue;
        reject(workspace, entry, { by: 'person', reason, now: timeOfAct(entry, edge.now()) });
        counts.rejected++;
        decided = true;
      } else if (key === 'e') {
        const edited = editLearning(workspace, entry, edge.env);
        if ('problem' in edited) out.note(edited.problem);
        else entry = edited.entry;
      } else if (key === 's') {
        counts.skipped++;
        decided = true;
      } else if (key === 'q' || key === '\u0003') {
        summarise();
        return;
      } else if (key === null) {
        summarise();
        throw new ToolError('E_NO_ANSWER', { question: keys });
      }
    }
  }
  if (shown.length === 0) out.line('Nothing waits for review.');
  else summarise();

  async function approve(entry: Entry, publish: boolean): Promise<boolean> {
    const action = { by: 'person', reason: 'reviewed', now: timeOfAct(entry, edge.now()) };
    try {
      if (publish) await refuseSecrets(entry.learning);
      const done = promote(workspace, entry, action, { config, ...(publish ? {} : { to: 'observation' as const }) });
      out.line(`${done.learning.id}: ${done.root === 'shared' ? `published, ${done.path}` : 'used here'}`);
      counts.promoted++;
      return true;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // The person can edit it, reject it or go on; one learning does not end the review.
      out.note(`${error.message}\n  ${error.hint}`);
      return false;
    }
  }

  function summarise(): void {
    renewHooks(edge);
    out.line(
      `${counts.promoted} promoted, ${counts.rejected} rejected, ${waiting.length - counts.promoted - counts.rejected} still waiting.`,
    );
  }
}

/** Null where the input has ended. */
async function pressedKey(input: NodeJS.ReadStream): Promise<string | null> {
  input.setRawMode(true);
  input.resume();
  const { promise, resolve } = Promise.withResolvers<Buffer | null>();
  const end = () => resolve(null);
  input.once('data', resolve);
  for (const event of ends) input.on(event, end);
  const key = (await promise)?.toString('utf8').slice(0, 1).toLowerCase() ?? null;
  input.off('data', resolve);
  for (const event of ends) input.off(event, end);
  input.setRawMode(false);
  input.pause();
  return key !== null && endKeys.includes(key) ? null : key;
}

async function askReason(): Promise<string | null> {
  const { isCancel, text } = await import('@clack/prompts');
  const message = 'Why?';
  const validate = (value?: string) => (value?.trim() ? undefined : 'A reason, so that the next reader knows why.');
  const answer = await answered(message, (signal) => text({ message, validate, signal }));
  return isCancel(answer) ? null : answer;
}
