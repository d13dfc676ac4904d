import { loadConfig } from '../../app/config.ts';
import { findInPools, openPools, type PoolName, type Pools, poolOfEntry, similarTo, viewOf } from '../../app/pool.ts';
import { demote, type PoolAction, promote, refute, reject, restore, setFlag, supersede } from '../../app/pool-acts.ts';
import { renewHooks } from '../../app/prepare-hooks.ts';
import { refuseSecrets } from '../../app/refuse-secrets.ts';
import { sayWrong } from '../../app/say-wrong.ts';
import { timeOfAct } from '../../app/time-of-act.ts';
import { openWorkspace, type Workspace } from '../../app/workspace.ts';
import { ToolError } from '../../base/errors.ts';
import type { Entry } from '../../knowledge/entry.ts';
import type { Rejection } from '../../knowledge/rejected-log.ts';
import type { CliContext } from '../context.ts';
import { oneLine } from '../terminal-text.ts';
import type { AnyActFlags, ListFlags, PoolVerb } from './pool.ts';

const headings: Readonly<Record<PoolName, string>> = {
  review: 'Waiting for review',
  observation: 'Used here, not published',
  knowledge: 'Published knowledge',
  rejected: 'Turned away',
  retired: 'Out of use',
};

/** What a person keeps for themselves is never called published. */
function headingOf(entry: Entry): string {
  const pool = poolOfEntry(entry);
  return pool === 'knowledge' && entry.root === 'personal' ? 'Your own, wherever you work' : headings[pool];
}

/** `pool list`. */
export function listPools({ edge, out }: CliContext, flags: ListFlags): void {
  const pools = openPools(openWorkspace(edge));
  const shown: readonly PoolName[] = flags.pool
    ? [flags.pool]
    : flags.all
      ? ['review', 'observation', 'knowledge', 'rejected', 'retired']
      : ['review', 'observation'];
  let total = 0;
  for (const pool of shown) {
    const entries = [...pools.entries.values()]
      .filter((entry) => poolOfEntry(entry) === pool)
      .sort((a, b) => b.state.confidence - a.state.confidence || (a.learning.id < b.learning.id ? -1 : 1));
    const rejections = pool === 'rejected' ? [...pools.rejections.values()] : [];
    total += entries.length + rejections.length;
    if (flags.json) {
      for (const entry of entries) out.json(rowOf(entry, pool));
      for (const rejection of rejections) out.json(rejectionRow(rejection));
      continue;
    }
    const shownAs = Map.groupBy<string, Entry | Rejection>([...entries, ...rejections], (item) =>
      'learning' in item ? headingOf(item) : headings.rejected,
    );
    for (const [heading, items] of shownAs) {
      out.line(out.colors.bold(`${heading} (${items.length})`));
      for (const item of items) for (const line of linesOf(item, pool, out)) out.line(line);
    }
  }
  if (flags.json) return;
  if (total === 0)
    out.line('Nothing here. `twelvefold forge --all` reads the sessions on disk; `twelvefold learn` writes one down.');
  else if ([...pools.entries.values()].some((entry) => poolOfEntry(entry) === 'review'))
    out.line('`twelvefold pool review` goes through what waits.');
}

/** `pool show`. */
export function showLearnings({ edge, out }: CliContext, ids: readonly string[], asJson: boolean): void {
  const pools = openPools(openWorkspace(edge));
  for (const id of ids) {
    const found = findInPools(pools, id);
    if (asJson)
      out.json(
        'candidate' in found ? rejectionRow(found) : { ...rowOf(found, poolOfEntry(found)), ...viewOf(pools, found) },
      );
    else for (const line of 'candidate' in found ? describeRejection(found) : describe(found, pools)) out.line(line);
  }
}

/** `pool promote` and its likes: finds each id first, so that a wrong one changes nothing. */
export async function actOnPool(
  { edge, out }: CliContext,
  verb: PoolVerb,
  flags: AnyActFlags,
  ids: readonly string[],
): Promise<void> {
  const workspace = openWorkspace(edge);
  const pools = openPools(workspace);
  const found = ids.map((id) => findInPools(pools, id));
  const by = {
    by: flags.agent === undefined ? 'person' : `agent:${flags.agent}`,
    reason: flags.reason ?? '',
  };
  for (const item of found) {
    if (verb === 'promote' && flags.to !== 'observation' && 'learning' in item) await refuseSecrets(item.learning);
    const action: PoolAction = { ...by, now: timeOfAct(item, edge.now()) };
    const entry = apply(workspace, pools, verb, item, action, flags, edge);
    const pool = poolOfEntry(entry);
    if (flags.json) out.json({ action: verb, ...rowOf(entry, pool) });
    else out.line(`${entry.learning.id}: ${sentence(verb, entry, pool)}`);
  }
  renewHooks(edge);
}

function apply(
  workspace: Workspace,
  pools: Pools,
  verb: PoolVerb,
  found: Entry | Rejection,
  action: PoolAction,
  flags: AnyActFlags,
  edge: CliContext['edge'],
): Entry {
  if (verb === 'restore')
    return restore(workspace, found, { ...action, reason: action.reason || 'taken back by hand' });
  if ('candidate' in found) {
    throw new ToolError('E_GATE', {
      reason: `the gate turned ${found.id} away (${found.reasons.join('; ')})`,
      fix: `Run \`twelvefold pool restore ${found.id}\` first.`,
    });
  }
  switch (verb) {
    case 'promote':
      return promote(
        workspace,
        found,
        { ...action, reason: action.reason || 'reviewed' },
        { config: loadConfig(workspace, edge), share: flags.share ?? false, ...(flags.to ? { to: flags.to } : {}) },
      );
    case 'reject':
      return reject(workspace, found, action);
    case 'demote':
      return demote(workspace, found, action);
    case 'refute':
      return refute(workspace, found, action);
    case 'wrong':
      return sayWrong(edge, workspace, found, action);
    case 'supersede': {
      const successor = findInPools(pools, flags.by ?? '');
      if ('candidate' in successor)
        throw new ToolError('E_GATE', {
          reason: `the gate turned ${successor.id} away`,
          fix: `Run \`twelvefold pool restore ${successor.id}\` first.`,
        });
      return supersede(workspace, found, successor, {
        ...action,
        reason: action.reason || `replaced by ${successor.learning.id}`,
      });
    }
    case 'pin':
      return setFlag(workspace, found, action, 'pinned');
    case 'unpin':
      return setFlag(workspace, found, action, 'unpinned');
    case 'mute':
      return setFlag(workspace, found, action, 'muted');
    case 'unmute':
      return setFlag(workspace, found, action, 'unmuted');
  }
}

/** What a person reads of a learning before deciding. */
export function describe(entry: Entry, pools: Pools): string[] {
  const { learning, state } = entry;
  const lines = [
    `${learning.id}  ${learning.kind}  ${headingOf(entry).toLowerCase()}${entry.root === 'personal' && poolOfEntry(entry) !== 'knowledge' ? ', your own' : ''}`,
    '',
    learning.title,
    '',
    ...learning.statement.split('\n').map((line) => `  ${line}`),
  ];
  if (learning.scope.length) lines.push('', `  for: ${learning.scope.join(', ')}`);
  for (const [name, text] of Object.entries(learning.sections))
    lines.push('', `  ${name}`, ...text.split('\n').map((line) => `    ${line}`));
  lines.push(
    '',
    `confidence ${state.confidence.toFixed(2)}, ${sourceOf(entry)}, ${state.sessions.length} ${state.sessions.length === 1 ? 'session' : 'sessions'}`,
  );
  for (const item of state.evidence.slice(0, 3)) {
    lines.push(
      `  ${item.agent} ${item.transcript}:${item.lines.slice(0, 3).join(',')}${item.seenAt ? `, ${item.seenAt.slice(0, 10)}` : ''}`,
    );
    for (const line of item.excerpt.split('\n').slice(0, 6)) if (line.trim()) lines.push(`    | ${line.slice(0, 160)}`);
  }
  for (const record of state.records)
    if (record.type !== 'evidence')
      lines.push(`  ${record.at.slice(0, 10)} ${record.type} by ${record.by}${reasonOf(record)}`);
  if (state.rejected !== null) lines.push(`  because: ${state.rejected}`);
  const similar = similarTo(pools, learning).filter(({ similarity }) => similarity >= 0.35);
  if (similar.length) lines.push('', 'Says something similar:');
  for (const item of similar)
    lines.push(
      `  ${item.id} (${Math.round(item.similarity * 100)} %) ${item.statement.replace(/\s+/g, ' ').slice(0, 140)}`,
    );
  lines.push('', entry.path);
  return lines;
}

function describeRejection({ id, candidate, reasons, transcript, agent }: Rejection): string[] {
  return [
    `${id}  ${candidate.kind}  turned away by the gate`,
    '',
    candidate.title,
    '',
    `  ${candidate.statement}`,
    '',
    ...reasons.map((reason) => `  because: ${reason}`),
    `  ${agent} ${transcript}:${candidate.evidence.lines.slice(0, 3).join(',')}`,
  ];
}

function sourceOf({ state }: Entry): string {
  return {
    user: 'the user said so',
    check: 'a check showed it',
    agent: 'an agent reasoned it',
    file: 'a file said it',
    web: 'the web or a tool said it',
  }[state.tier];
}

function reasonOf(record: Entry['state']['records'][number]): string {
  if (record.type === 'admitted') return ` to ${record.pool}: ${record.reasons.join('; ')}`;
  if (record.type === 'promoted') return ` to ${record.to}: ${record.reason}`;
  if (record.type === 'validated') return `: ${record.how}`;
  return 'reason' in record && typeof record.reason === 'string' ? `: ${record.reason}` : '';
}

/** Why it is where it is: what turned it away, else what the last act on it said. */
function toldBy({ state }: Entry): string {
  const out = state.rejected ?? state.retired;
  if (out !== null) return out;
  const told = state.records.findLast(({ type }) => type !== 'evidence');
  return told ? reasonOf(told).replace(/^:? ?/, '') || told.type : '';
}

function rowOf(entry: Entry, pool: PoolName): Record<string, unknown> {
  const { learning, state, root, path } = entry;
  const { id, kind, title, statement, scope } = learning;
  const told = toldBy(entry);
  return {
    id,
    kind,
    title,
    statement,
    scope,
    pool,
    maturity: state.maturity,
    active: state.active,
    confidence: state.confidence,
    tier: state.tier,
    sessions: state.sessions.length,
    root,
    path,
    reasons: told ? [told] : [],
    supersededBy: state.supersededBy,
    refuted: state.refuted,
  };
}

function rejectionRow({ id, candidate, reasons, session }: Rejection): Record<string, unknown> {
  const { kind, title, statement, scope, confidence, tier } = candidate;
  return { id, kind, title, statement, scope, pool: 'rejected', active: false, confidence, tier, session, reasons };
}

function linesOf(item: Entry | Rejection, pool: PoolName, { columns, colors }: CliContext['out']): string[] {
  if ('learning' in item) {
    const out = pool === 'rejected' || pool === 'retired';
    return [lineOf(item, columns), ...(out ? [`    ${colors.dim(toldBy(item))}`] : [])];
  }
  const { id, candidate, reasons } = item;
  const start = `  ${id}  ${candidate.kind.padEnd(10)}  `;
  return [
    start + oneLine(candidate.statement, Math.max(30, columns - start.length)),
    `    ${colors.dim(reasons.join('; '))}`,
  ];
}

function lineOf({ learning, state }: Entry, columns: number): string {
  const start = `  ${learning.id}  ${learning.kind.padEnd(10)}  ${state.confidence.toFixed(2)}  `;
  // The title of what the forge found may be no more than the names it speaks of.
  return start + oneLine(learning.statement, Math.max(30, columns - start.length));
}

function sentence(verb: PoolVerb, entry: Entry, pool: PoolName): string {
  if (verb === 'promote' && entry.root === 'shared') return `published, ${entry.path}`;
  if (verb === 'promote' && entry.root === 'personal' && entry.state.maturity !== 'candidate')
    return 'confirmed, and your own: used wherever you work, not published here (--share publishes it)';
  const flags = [
    entry.state.pinned ? 'pinned' : '',
    entry.state.muted ? 'muted' : '',
    entry.state.refuted !== null ? 'refuted' : '',
  ].filter(Boolean);
  return [headings[pool].toLowerCase(), ...flags].join(', ');
}
