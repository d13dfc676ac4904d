import type { Draft } from './draft.ts';
import type { Moment, UserSaid } from './moments.ts';
import { salientOf, sharedStems } from './salient.ts';

const turns =
  /\b(?:instead|rather|actually|no longer|not any ?more|don'?t (?:need|want|use)|do not (?:need|want|use)|revert|undo|roll ?back|go back|back to|drop|remove|get rid|changed? (?:my mind|to|the|it)|on second thought|scrap|forget|replace|switch|rename|not|can we change|let'?s not|wrong|still|doesn'?t|isn'?t|too)\b/i;

/**
 * What a user said or chose and later took back: a later turn speaks of the same things and turns from them. The last state
 * wins, so the earlier draft is marked; what was said last is never marked.
 */
export function withLastWord(drafts: readonly Draft[], moments: readonly Moment[]): Draft[] {
  const users = moments.filter((moment): moment is UserSaid => moment.kind === 'user' && moment.text.length > 10);
  return drafts.map((draft) => {
    if (draft.tier !== 'user' || draft.doubts.length > 0) return draft;
    const said = draft.lines[0] ?? 0;
    const stems = salientOf(draft.statement);
    const later = users.find((user) => user.line > said && takesBack(user, stems));
    return later === undefined
      ? draft
      : { ...draft, doubts: [...draft.doubts, `taken back or changed later (line ${later.line})`] };
  });
}

function takesBack(user: UserSaid, stems: ReadonlySet<string>): boolean {
  const text = user.channel === 'answer' ? `${user.question ?? ''} ${user.text}` : user.text;
  if (user.channel !== 'answer' && !turns.test(text)) return false;
  const shared = sharedStems(stems, text);
  const own = salientOf(text).size;
  // A question put again is answered again; a remark must speak of little else.
  return user.channel === 'answer'
    ? shared >= 5 && shared >= 0.6 * Math.min(own, stems.size)
    : shared >= 2 && shared >= 0.3 * Math.min(own, stems.size);
}
