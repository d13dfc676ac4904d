import { codeNames, looksLikePath, nameParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, explanationsIn } from '../explanation.ts';
import { isMomentary } from '../momentary.ts';
import type { Act, Moment, Said } from '../moments.ts';
import { insideRepository, localPath } from '../place.ts';
import { joinSentences, titleOf, topicOf } from '../wording.ts';

/**
 * What the agent found out and said: a cause, a constraint or a contract of the code, told with its names. Said alone it is
 * only reasoned; an edit and a passing check soon after it show it.
 */
export function discoveries(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  for (let i = 0; i < moments.length; i++) {
    const said = moments[i];
    // Notes the agent made for itself are guesses; what came of them it tells.
    if (said?.kind !== 'said' || said.to === 'thought') continue;
    const draft = draftOf(scene, i, said);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

const leastScore = 3;
/** Score of a sentence that may stand beside a better one. */
const leastBeside = 2;
const noNames: ReadonlySet<string> = new Set();

function draftOf(scene: Scene, index: number, said: Said): Draft | null {
  const { moments, place } = scene;
  const all = explanationsIn(said, noNames, place, index, leastBeside);
  if (!all.some((one) => one.score >= leastScore)) return null;
  const lasting = all.filter((one) => !isMomentary(one.text)).sort((a, b) => b.score - a.score);
  const top = lasting[0];
  if (top === undefined || top.score < leastScore || !(top.worth.cause || top.worth.rule) || top.worth.names.length < 1)
    return null;
  const chosen = chooseExplanations(lasting, 3, Math.max(leastBeside, top.score - 1.6));
  const statement = joinSentences(chosen.map((one) => one.text));
  if (statement.length < 60) return null;

  const before = moments.slice(Math.max(0, index - 8), index);
  const after = moments.slice(index + 1, index + 26);
  const failed = before.some((moment) => moment.kind === 'act' && moment.failure !== null);
  const edit = after
    .slice(0, 10)
    .find((moment): moment is Act => moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write'));
  const pass = after.find((moment): moment is Act => moment.kind === 'act' && moment.passed);
  const user = nearestUser(moments, index);
  const closing = after.find((moment) => moment.kind !== 'stop')?.kind === 'user' || after.length === 0;
  const names = codeNames(statement, 12);
  return {
    rule: 'discovery',
    kind: top.worth.cause ? 'gotcha' : 'model',
    // A passing check afterwards shows that the edit was good, not that the reason given for it was.
    tier: 'agent',
    title: titleOf(topicOf(statement)),
    statement,
    lines: unique([
      said.line,
      ...(edit === undefined ? [] : [edit.line]),
      ...(pass === undefined ? [] : [pass.resultLine ?? pass.line]),
    ]).slice(0, 5),
    excerpt: top.text.slice(0, 600),
    failure: null,
    at: timeOf(moments, index),
    symptoms: [],
    paths: unique([
      ...names.filter(looksLikePath).map((name) => localPath(name, place)),
      ...(edit === undefined ? [] : edit.paths.map((path) => localPath(path, place))),
    ])
      .filter(insideRepository)
      .slice(0, 4),
    families: [],
    symbols: names.filter((name) => !looksLikePath(name) && /^[\w$.]+(?:\(\))?$/.test(name)).slice(0, 3),
    features: {
      top: Math.min(top.score, 8),
      sentences: chosen.length,
      names: Math.min(nameParts(names).size, 12),
      cause: top.worth.cause ? 1 : 0,
      rule: top.worth.rule ? 1 : 0,
      contrast: top.worth.contrast ? 1 : 0,
      thought: said.to === 'thought' ? 1 : 0,
      report: said.to === 'report' ? 1 : 0,
      failed: failed ? 1 : 0,
      edit: edit === undefined ? 0 : 1,
      pass: pass === undefined ? 0 : 1,
      closing: closing ? 1 : 0,
      afterUser: user <= 3 ? 1 : 0,
      length: Math.min(said.text.length / 1000, 4),
      root: /root cause|the (?:issue|problem|bug|cause|reason) (?:is|was)|turns out|because/i.test(
        said.text.slice(0, 1500),
      )
        ? 1
        : 0,
    },
    importance: 1,
    doubts: [],
  };
}

/** Moments since the last user turn. */
function nearestUser(moments: readonly Moment[], index: number): number {
  for (let i = index; i >= 0 && i > index - 30; i--) if (moments[i]?.kind === 'user') return index - i;
  return 30;
}

/** When it was said: the nearest recorded time before it. */
function timeOf(moments: readonly Moment[], index: number): number | null {
  for (let i = index; i >= 0 && i > index - 40; i--) {
    const moment = moments[i];
    if ((moment?.kind === 'user' || moment?.kind === 'act') && moment.at !== null) return moment.at;
  }
  return null;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
