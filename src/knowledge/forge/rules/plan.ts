import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, explanationsIn } from '../explanation.ts';
import type { Act, Moment, UserSaid } from '../moments.ts';
import { insideRepository, localPath } from '../place.ts';
import { joinSentences, titleOf, topicOf } from '../wording.ts';

/**
 * A plan that the user handed over to be carried out: pasted, so not what the user said, and full of steps that mean nothing
 * later. Its opening, which says what was wrong and what shall hold from now on, outlives it once the plan was carried out.
 */
export function handedPlans(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  for (let i = 0; i < moments.length; i++) {
    const user = moments[i];
    if (user?.kind !== 'user' || !isPlan(user)) continue;
    const draft = draftOf(scene, i, user);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

function isPlan(user: UserSaid): boolean {
  return (
    /\bplan\b/i.test(user.text.slice(0, 200)) &&
    user.text.length < 200 &&
    user.pasted.length > 600 &&
    /^#{1,3} /m.test(user.pasted)
  );
}

const opening =
  /context|problem|background|goal|motivation|root cause|why|issue|summary|overview|decision|approach|current/i;

function draftOf(scene: Scene, index: number, user: UserSaid): Draft | null {
  const { moments, place } = scene;
  const text = openingOf(user.pasted);
  const sentences = explanationsIn({ kind: 'said', line: user.line, text, to: 'told' }, new Set(), place).sort(
    (a, b) => b.score - a.score,
  );
  const chosen = chooseExplanations(sentences, 3, 1.5);
  const statement = joinSentences(chosen.map((one) => one.text));
  if (statement.length < 60) return null;
  const after = moments.slice(index + 1, nextUser(moments, index));
  const edits = after.filter(
    (moment): moment is Act => moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write'),
  );
  const passed = after.some((moment) => moment.kind === 'act' && moment.passed);
  if (edits.length === 0) return null;
  const closing = after.filter((moment) => moment.kind === 'said' && moment.to === 'told').at(-1);
  return {
    rule: 'plan',
    kind: 'decision',
    tier: 'agent',
    title: titleOf(planTitle(user.pasted) ?? topicOf(statement)),
    statement,
    lines: [user.line, ...(closing === undefined ? [] : [closing.line]), ...edits.slice(0, 2).map((edit) => edit.line)],
    excerpt: text.slice(0, 600),
    failure: null,
    at: user.at,
    symptoms: [],
    paths: [...new Set(edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))))]
      .filter(insideRepository)
      .slice(0, 5),
    families: [],
    symbols: [],
    features: { explained: Math.min(chosen[0]?.score ?? 0, 7), passed: passed ? 1 : 0, sentences: chosen.length },
    importance: 2,
    doubts: [],
  };
}

/** The sections that say why, before the first one that says how. */
function openingOf(plan: string): string {
  const kept: string[] = [];
  let keep = true;
  let sections = 0;
  for (const line of plan.split('\n')) {
    const heading = /^#{1,4} (.+)$/.exec(line)?.[1];
    if (heading !== undefined) {
      keep = sections === 0 || opening.test(heading);
      sections++;
      if (!keep && sections > 3) break;
      continue;
    }
    if (keep) kept.push(line);
  }
  return kept.join('\n').slice(0, 3000);
}

function planTitle(plan: string): string | null {
  const title = /^#{1,2} (?:Plan(?: for)?:?\s*)?(.{8,90})$/im.exec(plan)?.[1];
  return title === undefined || /^(?:context|plan|overview)$/i.test(title) ? null : title;
}

function nextUser(moments: readonly Moment[], index: number): number {
  for (let i = index + 1; i < moments.length; i++) if (moments[i]?.kind === 'user') return i;
  return moments.length;
}
