import { nameParts } from '../code-names.ts';
import type { Draft, Scene } from '../draft.ts';
import type { Moment, UserSaid } from '../moments.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { plain } from '../prose.ts';
import { joinSentences, titleOf } from '../wording.ts';

/**
 * Questions the agent put to the user with options, and what the user chose: decisions that are settled at once. Answers
 * given together are one decision; an answer that is taken back later is left out.
 */
export function answeredQuestions(scene: Scene): Draft[] {
  const drafts: Draft[] = [];
  const { moments } = scene;
  for (let i = 0; i < moments.length; i++) {
    if (!isAnswer(moments[i])) continue;
    const group: Answer[] = [];
    let end = i;
    for (; end < moments.length && end < i + 30; end++) {
      const moment = moments[end];
      if (isAnswer(moment)) group.push(moment);
      else if (
        moment?.kind === 'user' ||
        (moment?.kind === 'act' && moment.action !== 'ask' && moment.action !== 'other')
      )
        break;
    }
    const draft = draftOf(scene, group, end);
    if (draft !== null) drafts.push(draft);
    i = end - 1;
  }
  return drafts;
}

type Answer = UserSaid & { readonly question: string };

function isAnswer(moment: Moment | undefined): moment is Answer {
  return moment?.kind === 'user' && moment.channel === 'answer' && moment.question !== null;
}

function draftOf(scene: Scene, group: readonly Answer[], end: number): Draft | null {
  const { place, moments } = scene;
  const settled = group
    .map((answer) => ({
      answer,
      text: decided(localText(answer.question, place), localText(answer.text, place)),
    }))
    .filter((one) => one.text !== '');
  if (settled.length === 0) return null;
  const statement = joinSentences(settled.map((one) => one.text));
  const after = moments.slice(end, end + 40);
  const paths = [
    ...new Set(
      after.flatMap((moment) =>
        moment.kind === 'act' && (moment.action === 'edit' || moment.action === 'write')
          ? moment.paths.map((path) => localPath(path, place))
          : [],
      ),
    ),
  ].filter(insideRepository);
  const first = settled[0];
  return {
    rule: 'choice',
    kind: 'decision',
    tier: 'user',
    title: titleOf(plain(first === undefined ? '' : first.answer.question).replace(/\?$/, '')),
    statement,
    lines: [...new Set(group.map((answer) => answer.line))].slice(0, 5),
    excerpt: group
      .map((answer) => `${answer.question}\n→ ${answer.text}`)
      .join('\n')
      .slice(0, 800),
    failure: null,
    at: null,
    symptoms: [],
    paths: paths.slice(0, 4),
    families: [],
    symbols: [],
    features: {
      count: Math.min(settled.length, 4),
      names: Math.min(nameParts(statement.split(' ')).size, 30) / 10,
      edits: paths.length > 0 ? 1 : 0,
    },
    importance: 2,
    doubts: [],
  };
}

function decided(question: string, answer: string): string {
  const asked = plain(question).replace(/\s*\?+\s*$/, '?');
  const chosen = plain(answer)
    .replace(/\s*\(recommended\)/i, '')
    .replace(/[.\s]+$/, '');
  if (asked.length < 10 || chosen.length < 2 || /^(?:skip|none|n\/a|no preference|whatever|you decide)$/i.test(chosen))
    return '';
  const short =
    asked.length > 160
      ? (asked
          .split(/(?<=[.?!])\s+/)
          .filter((part) => part.endsWith('?'))
          .at(-1) ?? asked.slice(0, 160))
      : asked;
  return `On "${short.replaceAll('"', "'")}" the user chose: ${chosen}.`;
}
