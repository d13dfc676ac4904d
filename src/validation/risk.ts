import type { Risk } from '../schema/work.ts';

/** What is looked at to tell what going wrong would cost. */
export interface RiskFacts {
  /** Files that changed, from the root, with the lines added and removed. */
  readonly files: readonly { readonly path: string; readonly lines: number }[];
  readonly labels: readonly string[];
  /** What the item itself says; it may raise the risk, never lower what the files show. */
  readonly declared: Risk | null;
  /** Whether a person has said that it is low. */
  readonly ratedLow: boolean;
}

export interface RiskRules {
  /** Globs of paths that make a change high. */
  readonly highPaths: readonly string[];
  readonly highLabels: readonly string[];
  /** Paths and labels that only a person may pass. */
  readonly humanPaths: readonly string[];
  readonly humanLabels: readonly string[];
}

export interface RiskReading {
  readonly level: Risk;
  readonly reasons: readonly string[];
  /** Why only a person may pass it; empty where that is not so. */
  readonly human: readonly string[];
}

/** A change this small to documents, tests and settings takes the fast lane. */
const fastLaneLines = 100;
const harmless =
  /(?:^|\/)(?:docs?|tests?|__tests__|spec|fixtures|examples)\/|\.(?:md|mdx|txt|rst|adoc)$|(?:^|\/)(?:README|CHANGELOG|LICENSE)[^/]*$|\.(?:test|spec)\.\w+$|(?:^|\/)test_[^/]+\.py$|_test\.\w+$|(?:^|\/)\.(?:editorconfig|gitignore|prettierrc)$|(?:^|\/)\.vscode\//i;

/**
 * Tells the risk of a change from what it touches.
 * @param matches whether a path fits a glob
 */
export function readRisk(
  facts: RiskFacts,
  rules: RiskRules,
  matches: (path: string, glob: string) => boolean,
): RiskReading {
  const { files, labels, declared, ratedLow } = facts;
  const hit = (globs: readonly string[]) =>
    files.flatMap(({ path }) => (globs.some((glob) => matches(path, glob)) ? [path] : []));
  const labelled = (known: readonly string[]) => labels.filter((label) => known.includes(label.toLowerCase()));
  const human = [
    ...hit(rules.humanPaths).map((path) => `${path} is for a person to pass`),
    ...labelled(rules.humanLabels).map((label) => `labelled ${label}, which is for a person to pass`),
  ];
  const high = [
    ...hit(rules.highPaths).map((path) => `touches ${path}`),
    ...labelled(rules.highLabels).map((label) => `labelled ${label}`),
    ...(declared === 'high' ? ['the item says so'] : []),
  ];
  if (high.length > 0) return { level: 'high', reasons: high.slice(0, 5), human };
  if (declared === 'medium') return { level: 'medium', reasons: ['the item says so'], human };
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  if (files.length > 0 && lines < fastLaneLines && files.every(({ path }) => harmless.test(path)))
    return {
      level: 'low',
      reasons: [`only documents, tests and settings, ${lines} ${lines === 1 ? 'line' : 'lines'}`],
      human,
    };
  if (declared === 'low' && ratedLow) return { level: 'low', reasons: ['a person says so'], human };
  if (declared === 'low')
    return {
      level: 'medium',
      reasons: ['the item says low, which no person has said (`twelvefold work allow`)'],
      human,
    };
  return { level: 'medium', reasons: ['nothing says otherwise'], human };
}
