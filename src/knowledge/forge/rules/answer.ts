import { codeNames, nameParts, tellingParts } from '../code-names.ts';
import { firstTold } from '../confirmation.ts';
import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, type Explanation, explanationsIn } from '../explanation.ts';
import { isMomentary } from '../momentary.ts';
import type { Act, UserSaid } from '../moments.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { wishOf } from '../wish.ts';
import { joinSentences, titleOf, topicOf } from '../wording.ts';

/**
 * What the agent answered to a turn that only wanted to know something, or said of what it was asked to do: causes and
 * constraints with their names. The agent said it, so it waits for a person.
 * @param index the user's turn
 * @param end where the answer ends
 */
export function answerOf(scene: Scene, index: number, end: number, user: UserSaid, turn: number): Draft | null {
  const { moments, place } = scene;
  const text = localText(user.text, place);
  const wish = wishOf(text);
  if (wish.words > 140 || text.length < 12) return null;
  const answer = moments.slice(index + 1, end);
  const edits = answer.filter(
    (moment): moment is Act => moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write'),
  );
  const paths = unique(edits.flatMap((edit) => edit.paths.map((path) => localPath(path, place))));
  const agrees = agreement.test(firstTold(answer));
  const wanted = new Set([...nameParts([...codeNames(text), ...longWords(text)]), ...tellingParts(paths.slice(0, 4))]);
  const sentences = answer
    .flatMap((moment, at) =>
      moment.kind === 'said' && moment.to !== 'report'
        ? explanationsIn(moment, wanted, place, at, leastScore - forAgreeing)
        : [],
    )
    .map((one) => ({
      ...one,
      score: one.score - Math.min(one.order / 1000, 25) * 0.05 + (agrees && one.order < 4000 ? forAgreeing : 0),
    }))
    .filter(
      (one) => one.score >= leastScore && one.worth.value > 0.5 && !retelling.test(one.text) && !isMomentary(one.text),
    )
    .sort((a, b) => b.score - a.score);
  const chosen = chooseExplanations(sentences, 2, leastScore);
  const best = chosen.reduce<Explanation | null>(
    (top, one) => (top === null || one.score > top.score ? one : top),
    null,
  );
  if (best === null) return null;
  const statement = joinSentences(chosen.map((one) => one.text));
  if (statement.length < 40) return null;
  return {
    rule: 'answer',
    kind: 'model',
    tier: 'agent',
    title: titleOf(topicOf(statement)),
    statement,
    lines: unique([user.line, best.line, ...edits.slice(0, 1).map((edit) => edit.line)]).slice(0, 5),
    excerpt: user.text.slice(0, 600),
    failure: null,
    at: user.at,
    symptoms: [],
    paths: paths.filter(insideRepository).slice(0, 5),
    families: [],
    symbols: [],
    features: {
      first: turn === 1 ? 1 : 0,
      short: wish.words <= 30 ? 1 : 0,
      norm: wish.norm ? 1 : 0,
      asks: wish.asks ? 1 : 0,
      agrees: agrees ? 1 : 0,
      edits: edits.length > 0 ? 1 : 0,
      explained: Math.min(best.score, 7),
      shared: Math.min(best.shared, 3),
      names: Math.min(codeNames(text, 6).length, 4),
    },
    importance: 1,
    doubts: [],
  };
}

const leastScore = 2;
/** What the first words of an answer gain where it begins by agreeing. */
const forAgreeing = 0.8;

const agreement =
  /^(?:yes|yep|agreed|i agree|you'?re (?:absolutely )?right|you are right|good (?:point|catch|call|idea|question)|fair|makes sense|right|correct|absolutely|exactly|indeed|understood|that(?:'s| is) (?:a )?(?:fair|good|right|better|cleaner|correct)|confirmed|true|sure|ok)/i;
const retelling =
  /^(?:The )?user (?:wants|would like|asked|is asking|asks|prefers|said|says|clarified|pointed out|points out|is pointing out|chose|decided|requested|is requesting|mentioned|noticed|reports?|is reporting|rejected|expects|is suggesting|suggests|suggested|doesn't want|does not want|needs)\b/i;

const common = new Set(
  'please should would could there their about which where these those other using update change changes instead really before after again think because currently actually something anything everything still needs without'.split(
    ' ',
  ),
);

const mostLongWords = 14;

function longWords(text: string): string[] {
  const found: string[] = [];
  for (const [word] of text.matchAll(/[A-Za-z][A-Za-z-]{4,}/g)) {
    if (common.has(word.toLowerCase())) continue;
    if (found.push(word) === mostLongWords) break;
  }
  return found;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
