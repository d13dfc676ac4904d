import { normalize } from 'node:path/posix';
import { fileAt, namesAt } from '../../git/tree.ts';
import { compare } from '../../ratchet/compare.ts';
import type { Config } from '../../schema/config.ts';
import { type Ratchet, ratchetSchema } from '../../schema/ratchet.ts';
import type { Finding } from '../../schema/verdict.ts';
import type { Gate } from '../../validation/gate.ts';
import { configName } from '../config.ts';
import type { Edge } from '../workspace.ts';
import { commandOf, gatesOf } from './gates.ts';
import { configAt, type Subject } from './subject.ts';

/**
 * Finds where a change weakens what it is judged by: checks that are gone, required no more or run something else, the
 * configuration of risk and workflow, ratchets let go, reviewers that it edits and what they are asked. Each needs a person.
 * @param gates the checks that judge the change
 */
export function weakenedTerms(
  { root, base, commit, config, diff }: Subject,
  gates: readonly Gate[],
  edge: Edge,
): Finding[] {
  if (base === null) return [];
  const before = configBefore(root, base, edge);
  return [
    ...(before === null ? [] : [...fewerGates(gatesOf(root, base, before), gates), ...weakerConfig(before, config)]),
    ...looserRatchets(root, base, commit),
    ...editedReviewers(config, diff),
    ...editedPrompts(diff),
  ];
}

/** A reviewer of the repository's own runs out of the change that it judges. */
function editedReviewers(config: Config, diff: Subject['diff']): Finding[] {
  const touched = new Set(diff.flatMap(({ path, from }) => [path, from]));
  return config['council.reviewers'].flatMap((one) => {
    if (typeof one === 'string' || one.run === undefined) return [];
    const file = commandOf(one.run)
      .map((word) => normalize(word))
      .find((word) => touched.has(word));
    return file === undefined ? [] : [blocking(`the reviewer ${one.name} is a program that the change edits`, file)];
  });
}

/** What reviewers of later changes are asked, and validators told. */
function editedPrompts(diff: Subject['diff']): Finding[] {
  const touched = new Set(diff.flatMap(({ path, from }) => [path, from]));
  return [...touched].flatMap((path) =>
    path !== null && /^\.agents\/prompts\/(?:council-|brief-validate)/.test(path)
      ? [blocking('what reviewers are asked is edited', path)]
      : [],
  );
}

/** Null where it could not be read: then it judged nothing. */
function configBefore(root: string, base: string, edge: Edge): Config | null {
  try {
    return configAt(root, base, edge);
  } catch {
    return null;
  }
}

function fewerGates(before: readonly Gate[], now: readonly Gate[]): Finding[] {
  return before.flatMap((old) => {
    if (!old.required) return [];
    const same = now.filter(({ kind, does }) => kind === old.kind && does === old.does);
    if (same.some(({ required }) => required)) return [];
    if (same.length > 0) return [blocking(`the check ${old.name} is required no more`, old.source)];
    const named = now.find(({ name }) => name === old.name);
    const text = named
      ? `the check ${old.name} is another: ${short(old.does)} → ${short(named.does)}`
      : `the check ${old.name} is gone: ${short(old.does)}`;
    return [blocking(text, named?.source ?? old.source)];
  });
}

const sets = ['risk.highPaths', 'risk.highLabels', 'risk.humanPaths', 'risk.humanLabels'] as const;
const kept = ['validate.setup', 'validate.base', 'risk.councilDiversity', 'council.reviewers'] as const;

function weakerConfig(before: Config, now: Config): Finding[] {
  const changed = [
    ...sets.flatMap((key) => {
      const gone = before[key].filter((value) => !now[key].includes(value));
      return gone.length > 0 ? [`${key} loses ${gone.join(', ')}`] : [];
    }),
    ...kept.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key])).map((key) => `${key} is changed`),
    ...(now['work.attempts'] > before['work.attempts'] ? ['work.attempts is raised'] : []),
    ...(before['tier.workflow'] && !now['tier.workflow'] ? ['tier.workflow is switched off'] : []),
  ];
  return changed.map((text) => blocking(text, configName));
}

function looserRatchets(root: string, base: string, commit: string): Finding[] {
  return namesAt(root, base, folder).flatMap((name) => {
    const before = ratchetAt(root, base, name);
    if (before === null) return [];
    const now = ratchetAt(root, commit, name);
    if (now === null) return [blocking(`the ratchet ${before.name} is taken out`, `ratchets/${name}`)];
    const measures = ({ command, read, better, exits }: Ratchet) => JSON.stringify([command, read, better, exits]);
    if (measures(before) !== measures(now) || (before.items === undefined) !== (now.items === undefined))
      return [blocking(`the ratchet ${before.name} is measured otherwise`, `ratchets/${name}`)];
    const { verdict, reason } = compare(before, { value: now.value, items: now.items ?? null });
    return verdict === 'worse' ? [blocking(`the ratchet ${before.name} is let go: ${reason}`, `ratchets/${name}`)] : [];
  });
}

const folder = '.agents/ratchets';

function ratchetAt(root: string, commit: string, name: string): Ratchet | null {
  try {
    const checked = ratchetSchema.safeParse(JSON.parse(fileAt(root, commit, `${folder}/${name}`) ?? ''));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}

/** @param file where it stands; twelvefold's own from `.agents` */
function blocking(text: string, file: string): Finding {
  const path = file === configName || file.startsWith('ratchets/') ? `.agents/${file}` : file;
  return { severity: 'blocking', text, path, line: null };
}

const short = (text: string) => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
