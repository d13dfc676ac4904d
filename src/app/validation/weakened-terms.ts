import { normalize } from 'node:path/posix';
import type { Config } from '../../schema/config.ts';
import type { Finding } from '../../schema/verdict.ts';
import type { Gate } from '../../validation/gate.ts';
import { configName } from '../config.ts';
import { looserRatchets } from '../ratchet/looser.ts';
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
    ...looserRatchets(root, base, commit).map(({ path, text }) => blocking(text, path)),
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

/** @param file where it stands; the configuration by its name alone */
function blocking(text: string, file: string): Finding {
  const path = file === configName ? `.agents/${file}` : file;
  return { severity: 'blocking', text, path, line: null };
}

const short = (text: string) => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);
