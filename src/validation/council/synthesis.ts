import type { Council, CouncilFinding, Recommendation, Seat, Statement } from '../../schema/council.ts';
import type { Verdict } from '../../schema/verdict.ts';
import { present, told } from './judge.ts';

type Synthesis = Pick<Council, 'consensus' | 'disagreements' | 'tradeoffs' | 'dissent' | 'revisit'>;
type Present = ReturnType<typeof present>;

/** Lines that may lie between two findings that mean the same place. */
const near = 3;

/**
 * What the reviewers agree on and what they do not, what it costs, who sees it otherwise in their own words, and what makes
 * it worth deciding anew.
 * @param isChange whether it is about a commit, which another one makes out of date
 */
export function synthesise(seats: readonly Seat[], result: Verdict['result'], isChange: boolean): Synthesis {
  const here = present(seats);
  const shared = grouped(here);
  const absent = seats.filter((seat) => seat.absent !== null).map(({ reviewer }) => reviewer);
  return {
    consensus: [...sameRecommendation(here), ...statements(shared.filter(({ by }) => by.length > 1))],
    disagreements: [...otherRecommendations(here), ...statements(shared.filter((one) => isAlone(one, here)))],
    tradeoffs: merged(here.map(({ reviewer, answer }) => [reviewer, answer.tradeoffs])),
    dissent: here
      .filter(({ answer }) => otherThan(result, answer.recommendation, here))
      .map(({ reviewer, answer: { recommendation, position } }) => ({ by: reviewer, recommendation, position })),
    revisit: [
      ...merged(here.map(({ reviewer, answer }) => [reviewer, answer.changeMind])),
      ...(absent.length > 0 ? [{ text: 'those who did not answer can be asked', by: absent }] : []),
      ...(isChange ? [{ text: 'another commit on it', by: ['twelvefold'] }] : []),
    ],
  };
}

interface Shared {
  readonly text: string;
  readonly by: string[];
  readonly severity: CouncilFinding['severity'];
}

const statements = (shared: readonly Shared[]): Statement[] => shared.map(({ text, by }) => ({ text, by }));

/** What only one of several names, and what weighs. */
const isAlone = ({ by, severity }: Shared, here: Present) => by.length === 1 && here.length > 1 && severity !== 'minor';

/** Findings with all who have them: somebody else's of the same place, or in the same words, is the same. */
function grouped(here: Present): Shared[] {
  const groups: Group[] = [];
  const places = new Map<string, Group[]>();
  for (const { reviewer, answer } of here) {
    for (const finding of answer.findings) {
      const one = { finding, words: wordsOf(finding.claim) };
      // Without a place only words tell them apart.
      const place = finding.path ?? `\0${one.words}`;
      const there = places.get(place) ?? [];
      const same = there.find((group) => !group.by.has(reviewer) && isSame(group, one));
      if (same) same.by.add(reviewer);
      else {
        const group = { ...one, by: new Set([reviewer]) };
        groups.push(group);
        if (there.push(group) === 1) places.set(place, there);
      }
    }
  }
  return groups.map(({ finding, by }) => ({ text: told(finding), by: [...by], severity: finding.severity }));
}

/** A finding with the words of its claim. */
interface Told {
  readonly finding: CouncilFinding;
  readonly words: string;
}

interface Group extends Told {
  readonly by: Set<string>;
}

function isSame({ finding: one, words }: Told, { finding: other, words: others }: Told): boolean {
  if (one.path !== other.path) return false;
  if (words === others) return true;
  return one.path !== null && one.line !== null && other.line !== null && Math.abs(one.line - other.line) <= near;
}

function sameRecommendation(here: Present): Statement[] {
  const [first] = here;
  if (!first || here.length < 2 || new Set(here.map(({ answer }) => answer.recommendation)).size > 1) return [];
  return [{ text: `recommend to ${first.answer.recommendation}`, by: here.map(({ reviewer }) => reviewer) }];
}

function otherRecommendations(here: Present): Statement[] {
  const by = new Map<Recommendation, string[]>();
  for (const { reviewer, answer } of here)
    by.set(answer.recommendation, [...(by.get(answer.recommendation) ?? []), reviewer]);
  return by.size < 2
    ? []
    : [...by].map(([recommendation, who]) => ({ text: `recommend to ${recommendation}`, by: who }));
}

/** Whether a recommendation goes another way than what was decided; where nothing was, another way than most. */
function otherThan(result: Verdict['result'], recommendation: Recommendation, here: Present): boolean {
  if (result === 'passing') return recommendation !== 'approve';
  if (result === 'failing') return recommendation === 'approve';
  const count = (one: Recommendation) => here.filter(({ answer }) => answer.recommendation === one).length;
  return count(recommendation) * 2 <= here.length && count(recommendation) < here.length;
}

function merged(said: readonly (readonly [by: string, texts: readonly string[]])[]): Statement[] {
  const found = new Map<string, { text: string; by: string[] }>();
  for (const [by, texts] of said) {
    for (const text of texts) {
      const known = found.get(wordsOf(text));
      if (!known) found.set(wordsOf(text), { text, by: [by] });
      else if (!known.by.includes(by)) known.by.push(by);
    }
  }
  return [...found.values()];
}

/** What a text says, whatever its case and its marks; the text itself where it has no word. */
function wordsOf(text: string): string {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
  return words.trim() || text;
}
