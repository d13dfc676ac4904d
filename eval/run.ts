// Scores the program on the labelled sessions where they are present, then replays each repository's sessions in order.
//
//   npm run eval                     the whole table
//   npm run eval -- --json           the same as one JSON object
//   npm run eval -- --labels DIR     labels and transcripts from somewhere else than ../shared/eval
//
// Without labels it replays the sessions that ship in demo/.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { LookReport, ReplayStep } from '../src/app/look-report.ts';
import { pointBudget, sessionBudget } from '../src/knowledge/inject/budget.ts';
import { inFreshRepository } from './fresh-repository.ts';
import { labelledTranscripts } from './labels.ts';
import { type ForgeScore, type RecallScore, readForgeScores, readRecallScores } from './scores.ts';
import { forgeTargets, mostCandidates, recallTargets, type Target } from './targets.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, labels: { type: 'string' } } });
const top = resolve(import.meta.dirname, '..');
// A copy, so that a build in the meantime does not change the program in the middle of its examination.
const built = mkdtempSync(join(tmpdir(), 'twelvefold-eval-'));
for (const part of ['bin', 'dist', 'package.json']) cpSync(join(top, part), join(built, part), { recursive: true });
process.on('exit', () => rmSync(built, { recursive: true, force: true }));
const program = join(built, 'bin', 'twelvefold.mjs');
const labels = resolve(values.labels ?? join(top, '..', 'shared', 'eval'));
const say = (text = '') => {
  if (!values.json) console.log(text);
};

interface Replayed {
  readonly name: string;
  readonly report: LookReport;
}

async function score(...args: string[]): Promise<string> {
  const given = ['--gold', join(labels, 'gold'), '--sessions', join(labels, 'sessions')];
  const cli = ['--cli', `${process.execPath} ${program}`];
  const done = await promisify(execFile)(process.execPath, [join(labels, 'score.mjs'), ...args, ...given, ...cli], {
    maxBuffer: 1 << 28,
  });
  return done.stdout;
}

function replayOf(name: string, transcripts: readonly string[]): Replayed {
  const output = inFreshRepository((run) => run(process.execPath, [program, 'look', '--json', ...transcripts]));
  return { name, report: JSON.parse(output) as LookReport };
}

function row(target: Target, value: number | null): string {
  const state = value === null ? 'no figure' : target.must !== null && value < target.must ? 'missed' : 'reached';
  const figures = [
    `${value ?? '–'}`.padStart(7),
    `${target.must ?? '–'}`.padStart(6),
    `${target.aim ?? '–'}`.padStart(5),
  ];
  return `  ${target.name.padEnd(34)}${figures.join('')}   ${state.padEnd(9)} ${target.others}`;
}

function header(text: string): string {
  return `${text.padEnd(40)}here  must  aim             others on the same labels`;
}

function sayForge(scores: readonly ForgeScore[]): void {
  const all = scores.find((s) => s.name === 'all');
  if (!all) return;
  say(header(`forge, ${all.sessions} sessions, ${all.candidates} candidates`));
  for (const key of ['precision', 'ofObservations', 'recall2'] as const) say(row(forgeTargets[key], all[key]));
  say(`  most candidates in a session: ${all.mostInASession} (at most ${mostCandidates})`);
  for (const s of scores)
    if (s !== all)
      say(
        `    ${s.name}: precision ${s.precision}, of ${s.observations} observations ${s.ofObservations}, recall of importance 2 up ${s.recall2}`,
      );
  say();
}

function sayRecall(plain: readonly RecallScore[], distractors: readonly RecallScore[]): void {
  const [one, two] = [plain, distractors].map((scores) => scores.find((s) => s.name === 'all'));
  say(header('recall, balanced'));
  say(row(recallTargets.plain, one?.balanced ?? null));
  say(row(recallTargets.distractors, two?.balanced ?? null));
  say(row(recallTargets.relevant, one?.relevant ?? null));
  for (const s of plain)
    if (s.name !== 'all')
      say(
        `    ${s.name}: balanced ${s.balanced}, answered ${s.hit3 ?? '–'} % of ${s.mustAnswer}, wrongly spoke ${s.falseAnswers ?? '–'} % of ${s.mustBeSilent}`,
      );
  say();
}

function sayChain(scores: readonly RecallScore[]): void {
  say(
    "chain: what was forged and admitted from earlier sessions, asked the later ones' queries (unlabelled answers count as wrong)",
  );
  for (const s of scores)
    say(
      `  ${s.name.padEnd(9)} balanced ${s.balanced ?? '–'}, answered ${s.hit3 ?? '–'} % of ${s.mustAnswer}, wrongly spoke ${s.falseAnswers ?? '–'} % of ${s.mustBeSilent}`,
    );
  say();
}

function sayReplay(replayed: readonly Replayed[]): void {
  say(
    "replay: each repository's sessions in order through the whole loop; nothing was really said, so nothing is cited",
  );
  for (const { name, report } of replayed) {
    const { replay, sessions, lessons } = report;
    say(
      `  ${name}: ${sessions.count} sessions, ${lessons.length} lessons kept, ${lessons.filter((lesson) => lesson.pool === 'observation').length} of them unseen`,
    );
    say(
      `    would have been offered before the same failure: ${replay.before} of ${replay.repeats}; at the failure itself: ${replay.atFailure}; known and not said: ${replay.silent}; waiting for review: ${replay.waiting}`,
    );
    say(
      `    lessons a session learned again: ${replay.relearned.of}, of these offered before: ${replay.relearned.count}`,
    );
    say(
      `    offered in all: ${replay.offered} (${replay.tokens} tokens); about what the session went on to do: ${replay.touched}; irrelevant: ${replay.irrelevant}`,
    );
    say(`    tokens said at a ${tokensByPoint(replay.steps)}`);
    say(`    the equation: ${replay.verdict}`);
  }
}

/** What each point would have cost, and the session that would have been told most, of its limit. */
function tokensByPoint(steps: readonly ReplayStep[]): string {
  const offers = steps.flatMap((step) => step.offers);
  const total = (some: readonly { readonly tokens: number }[]) => some.reduce((sum, { tokens }) => sum + tokens, 0);
  const points = (['start', 'prompt', 'file', 'error'] as const).map((point) => {
    const here = offers.filter((offer) => offer.point === point);
    return `${point}: ${total(here)} in ${here.length} (limit ${pointBudget[point]} each)`;
  });
  const most = Math.max(0, ...steps.map((step) => total(step.offers)));
  return `${points.join(', ')}; most in one session: ${most} of ${sessionBudget}`;
}

const demo = join(top, 'demo', 'home', '.claude', 'projects');
if (!existsSync(join(labels, 'score.mjs'))) {
  say(`No labelled sessions in ${labels}: nothing is scored. The sessions that ship in demo/ are replayed instead.\n`);
  const replayed = readdirSync(demo).map((folder) =>
    replayOf(
      `demo ${folder}`,
      readdirSync(join(demo, folder)).map((file) => join(demo, folder, file)),
    ),
  );
  sayReplay(replayed);
  if (values.json) console.log(JSON.stringify({ labels: null, replay: replayed }));
} else {
  say(`labels in ${labels}\n`);
  const [forge, plain] = await Promise.all([score('forge'), score('recall')]);
  const [distractors, chain] = await Promise.all([score('recall', '--distractors'), score('chain')]);
  const scores = {
    forge: readForgeScores(forge),
    recall: readRecallScores(plain),
    recallWithDistractors: readRecallScores(distractors),
    chain: readRecallScores(chain),
  };
  sayForge(scores.forge);
  sayRecall(scores.recall, scores.recallWithDistractors);
  sayChain(scores.chain);
  const replayed = labelledTranscripts(labels).map(({ name, transcripts }) => replayOf(name, transcripts));
  sayReplay(replayed);
  if (values.json) console.log(JSON.stringify({ labels, ...scores, replay: replayed }));
}
