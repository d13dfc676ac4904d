// Checks the forge's confidence against hand-labelled sessions and shows what fitting its weights would give.
//
//   node scripts/calibrate-forge.ts --gold DIR --sessions DIR
//
// Prints, for each rule, how well the committed weights and fitted ones order the drafts of a repository that the fit has not
// seen (leave one repository out), and the fitted weights, to be read beside src/knowledge/forge/confidence.ts. Labels are
// matched as the labels' own scorer does: evidence within 3 lines, a third of the terms in the first 320 characters.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { confidenceOf, models } from '../src/knowledge/forge/confidence.ts';
import type { Draft } from '../src/knowledge/forge/draft.ts';
import { draftsOf } from '../src/knowledge/forge/drafts.ts';
import { joinMoments, type Moment } from '../src/knowledge/forge/moments.ts';
import { readers } from '../src/runtimes/index.ts';

interface Label {
  readonly session: string;
  readonly evidence: readonly number[];
  readonly terms: readonly string[];
}

interface Row {
  readonly repository: string;
  readonly draft: Draft;
  readonly right: number;
}

const { values } = parseArgs({ options: { gold: { type: 'string' }, sessions: { type: 'string' } } });
const { gold, sessions } = values;
if (gold === undefined || sessions === undefined) {
  process.stderr.write('usage: calibrate-forge.ts --gold DIR --sessions DIR\n');
  process.exit(2);
}

const rows = readdirSync(gold)
  .filter((name) => name.endsWith('.learnings.jsonl'))
  .flatMap((name) => rowsOf(name.split('.')[0] ?? name, join(gold, name), sessions));
for (const rule of [...new Set(rows.map((row) => row.draft.rule))].sort())
  report(
    rule,
    rows.filter((row) => row.draft.rule === rule),
  );

function rowsOf(repository: string, file: string, folder: string): Row[] {
  const labels = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Label);
  return [...new Set(labels.map((label) => label.session))].flatMap((session) => {
    const mine = labels.filter((label) => label.session === session);
    return draftsIn(session, folder)
      .filter((draft) => draft.doubts.length === 0)
      .map((draft) => ({ repository, draft, right: mine.some((label) => says(draft, label)) ? 1 : 0 }));
  });
}

function draftsIn(session: string, folder: string): Draft[] {
  for (const reader of readers) {
    const path = join(folder, reader.agent, `${session}.jsonl`);
    if (!existsSync(path)) continue;
    const joiner = joinMoments();
    const moments: Moment[] = [];
    let cwd: string | null = null;
    for (const event of reader.read(path).events) {
      if (event.type === 'session') cwd ??= event.cwd;
      const moment = joiner.add(event);
      if (moment !== null) moments.push(moment);
    }
    return draftsOf({ moments, place: { cwd, roots: [] } });
  }
  return [];
}

function says(draft: Draft, label: Label): boolean {
  const text = `${draft.title} ${draft.statement}`.slice(0, 320).toLowerCase();
  const near = label.evidence.some((line) => draft.lines.slice(0, 5).some((own) => Math.abs(own - line) <= 3));
  const has = (term: string) =>
    new RegExp(`(?<![a-z0-9])${term.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![a-z0-9])`).test(text);
  return near && label.terms.filter(has).length * 3 >= label.terms.length;
}

function report(rule: string, mine: readonly Row[]): void {
  const right = mine.filter((row) => row.right === 1).length;
  const committed = mine.map((row) => confidenceOf(row.draft));
  print(
    `${rule.padEnd(14)} ${String(mine.length).padStart(4)} drafts, ${right} labelled | committed: area ${area(committed, mine)}, log loss ${loss(committed, mine)}`,
  );
  if (right < 5 || mine.length - right < 5) return;
  for (const pull of [1, 4, 12]) {
    const unseen = mine.map((row) => {
      const model = fitted(
        mine.filter((other) => other.repository !== row.repository),
        rule,
        pull,
      );
      return predict(model, row.draft);
    });
    print(
      `${''.padEnd(34)}| fitted, pull ${String(pull).padStart(2)}, unseen: area ${area(unseen, mine)}, log loss ${loss(unseen, mine)}`,
    );
  }
  const whole = fitted(mine, rule, 4);
  print(
    `${''.padEnd(34)}| fitted on all: bias ${whole.bias.toFixed(2)}, ${[...whole.weights].map(([name, weight]) => `${name} ${weight.toFixed(2)}`).join(', ')}`,
  );
}

interface Model {
  bias: number;
  readonly weights: Map<string, number>;
}

/** Logistic regression by gradient descent, pulled towards the committed weights with the given strength. */
function fitted(mine: readonly Row[], rule: string, pull: number): Model {
  const prior = models[rule] ?? { bias: 0, weights: {} };
  const names = Object.keys(mine[0]?.draft.features ?? {});
  const model: Model = { bias: prior.bias, weights: new Map(names.map((name) => [name, prior.weights[name] ?? 0])) };
  const step = 0.02 / (3 * Math.sqrt(Math.max(1, mine.length)));
  for (let round = 0; round < 2000; round++) {
    const errors = mine.map((row) => predict(model, row.draft) - row.right);
    model.bias -= step * (errors.reduce((sum, error) => sum + error, 0) + 0.2 * (model.bias - prior.bias));
    for (const [name, weight] of model.weights) {
      const gradient = errors.reduce((sum, error, i) => sum + error * (mine[i]?.draft.features[name] ?? 0), 0);
      model.weights.set(name, weight - step * (gradient + pull * (weight - (prior.weights[name] ?? 0))));
    }
  }
  return model;
}

function predict(model: Model, draft: Draft): number {
  let sum = model.bias;
  for (const [name, weight] of model.weights) sum += weight * (draft.features[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** How often a labelled draft stands above an unlabelled one. */
function area(predicted: readonly number[], mine: readonly Row[]): string {
  let above = 0;
  let pairs = 0;
  for (const [i, row] of mine.entries()) {
    if (row.right === 0) continue;
    for (const [j, other] of mine.entries()) {
      if (other.right === 1) continue;
      pairs++;
      const [a, b] = [predicted[i] ?? 0, predicted[j] ?? 0];
      above += a > b ? 1 : a === b ? 0.5 : 0;
    }
  }
  return pairs === 0 ? '-' : (above / pairs).toFixed(2);
}

function loss(predicted: readonly number[], mine: readonly Row[]): string {
  const sum = mine.reduce(
    (total, row, i) => total - Math.log(row.right === 1 ? (predicted[i] ?? 0.5) : 1 - (predicted[i] ?? 0.5)),
    0,
  );
  return (sum / mine.length).toFixed(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
