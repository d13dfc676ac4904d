import { codeNames, nameParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, type Explanation, explanationsIn } from '../explanation.ts';
import type { Act, Moment, UserSaid } from '../moments.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { isBare, type Wish, wishOf } from '../wish.ts';
import { joinSentences, titleOf } from '../wording.ts';

/**
 * What users say after the agent did something: corrections, preferences and decisions. Most are short and polite, a
 * question or a remark; what makes one is what the agent does next, so the agent's agreement, its changes to files it had
 * touched before and its own restatement of the wish are looked for.
 */
export function userTurns(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  let turn = 0;
  for (let i = 0; i < moments.length; i++) {
    const user = moments[i];
    if (user?.kind !== 'user') continue;
    turn++;
    if (isBare(user.text) && user.channel !== 'answer') continue;
    const draft = draftOf(scene, i, user, turn);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

/** Moments of the agent's answer that are looked at. */
const reach = 60;
const longestTurn = 140;

function draftOf(scene: Scene, index: number, user: UserSaid, turn: number): Draft | null {
  const { moments, place } = scene;
  const wish = wishOf(localText(user.text, place));
  if (wish.words > longestTurn || wish.text.length < 12) return null;
  const end = endOfAnswer(moments, index);
  const answer = moments.slice(index + 1, end);
  const before = moments.slice(Math.max(0, index - 80), index);
  const acts = answer.filter((moment): moment is Act => moment.kind === 'act');
  const edits = acts.filter((act) => act.action === 'edit' || act.action === 'write');
  const earlier = new Set(
    before.flatMap((moment) =>
      moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write') ? moment.paths : [],
    ),
  );
  const again = edits.filter((edit) => edit.paths.some((path) => earlier.has(path)));
  const agreed = firstTold(answer);
  const paths = unique(edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))));

  const wanted = nameParts([...codeNames(wish.text), ...paths.slice(0, 4), ...longWords(wish.text)]);
  const sentences = answer.flatMap((moment, at) =>
    moment.kind === 'said' && moment.to !== 'report' ? explanationsIn(moment, wanted, place, at) : [],
  );
  const retold = sentences.find((sentence) => retelling.test(sentence.text) && sentence.order < 12_000);
  const rest = sentences
    .filter((sentence) => sentence !== retold && !retelling.test(sentence.text))
    .map((one) => ({ ...one, score: one.score - Math.min(one.order / 1000, 20) * 0.05 }));
  rest.sort((a, b) => b.score - a.score);
  const chosen = chooseExplanations(rest, 2, 1.6);

  const wishText = retold === undefined ? `${lead(wish)}${wish.text}` : retold.text;
  const statement = joinSentences([wishText, ...chosen.map((one) => one.text)]);
  if (statement.length < 40) return null;
  const best = chosen.reduce<Explanation | null>(
    (top, one) => (top === null || one.score > top.score ? one : top),
    null,
  );
  const lines = unique([
    user.line,
    ...(best === null ? [] : [best.line]),
    ...(edits[0] === undefined ? [] : [edits[0].line]),
    ...(retold === undefined ? [] : [retold.line]),
  ]).slice(0, 5);
  const decides = wish.chooses || user.channel === 'answer';
  return {
    rule: decides ? 'decision' : 'correction',
    kind: decides ? 'decision' : wish.lasting ? 'preference' : 'preference',
    tier: 'user',
    title: titleOf(wish.text),
    statement,
    lines,
    excerpt: user.text.slice(0, 600),
    failure: null,
    at: null,
    symptoms: [],
    paths: paths.filter(insideRepository).slice(0, 5),
    families: [],
    symbols: [],
    features: {
      first: turn === 1 ? 1 : 0,
      short: wish.words <= 30 ? 1 : 0,
      long: wish.words > 70 ? 1 : 0,
      norm: wish.norm ? 1 : 0,
      rejects: wish.rejects ? 1 : 0,
      lasting: wish.lasting ? 1 : 0,
      chooses: wish.chooses ? 1 : 0,
      asks: wish.asks ? 1 : 0,
      inquires: wish.inquires ? 1 : 0,
      queued: user.channel === 'queued' ? 1 : 0,
      answered: user.channel === 'answer' ? 1 : 0,
      refused: user.channel === 'rejection' || before.slice(-2).some((moment) => moment.kind === 'stop') ? 1 : 0,
      agrees: agreement.test(agreed) ? 1 : 0,
      edits: edits.length > 0 ? 1 : 0,
      again: again.length > 0 ? 1 : 0,
      retold: retold === undefined ? 0 : 1,
      explained: best === null ? 0 : Math.min(best.score, 7),
      names: Math.min(codeNames(wish.text, 6).length, 4),
      pasted: user.pasted === '' ? 0 : 1,
    },
    importance: wish.lasting || again.length > 0 ? 2 : 1,
    doubts: [],
  };
}

const agreement =
  /^(?:yes|yep|agreed|i agree|you'?re (?:absolutely )?right|you are right|good (?:point|catch|call|idea|question)|fair|makes sense|right|correct|absolutely|exactly|indeed|understood|great (?:point|idea|question|catch)|that(?:'s| is) (?:a )?(?:fair|good|right|better|cleaner|correct)|my mistake|apologies|sorry|confirmed|true|sure|ok)/i;
const retelling =
  /^(?:The )?user (?:wants|would like|asked|is asking|asks|prefers|said|says|clarified|pointed out|points out|is pointing out|chose|decided|requested|is requesting|confirmed|mentioned|noticed|reports?|is reporting|rejected|expects|feels|is suggesting|suggests|suggested|doesn't want|does not want|needs|is right|thinks)\b/i;

function lead(wish: Wish): string {
  return /^(?:The user|Explain|User)/.test(wish.text) ? '' : 'The user wants: ';
}

function firstTold(answer: readonly Moment[]): string {
  for (const moment of answer) if (moment.kind === 'said' && moment.to === 'told') return moment.text.slice(0, 200);
  return '';
}

/** Where the next user turn begins that is not the same message delivered again. */
function endOfAnswer(moments: readonly Moment[], index: number): number {
  for (let i = index + 1; i < Math.min(moments.length, index + reach); i++) if (moments[i]?.kind === 'user') return i;
  return Math.min(moments.length, index + reach);
}

function longWords(text: string): string[] {
  return (text.match(/[A-Za-z][A-Za-z-]{5,}/g) ?? []).slice(0, 12);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
