import { tellingParts } from './code-names.ts';
import type { Moment, Said } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';
import { sentencesOf } from './prose.ts';
import { impersonal, isPlan, isProgress, isReport, personalWords, stripOpenings } from './rephrase.ts';
import { sign, signsOf } from './sentence-signs.ts';
import { type Worth, worthOf } from './sentence-worth.ts';

/** A sentence of the agent that may say why something is so. */
export interface Explanation {
  readonly text: string;
  readonly line: number;
  readonly score: number;
  readonly worth: Worth;
  /** How many of the wanted names it shares. */
  readonly shared: number;
  readonly to: Said['to'];
  /** Place among the sentences looked at; keeps the order of what was said. */
  readonly order: number;
}

/** A sentence with all that does not depend on what is looked for. */
interface Rated {
  readonly text: string;
  readonly worth: Worth;
  /** In lower case, and the parts of its names: worked out when first asked for, most sentences never are. */
  lower: string | null;
  parts: ReadonlySet<string> | null;
  readonly base: number;
}

/** Sentences of a moment, rated once however many rules ask. */
const rated = new WeakMap<Said, readonly Rated[]>();

function rate(moment: Said, place: SessionPlace): readonly Rated[] {
  const known = rated.get(moment);
  if (known !== undefined) return known;
  const found: Rated[] = [];
  if (moment.text.length < 40) {
    rated.set(moment, found);
    return found;
  }
  const told = localText(moment.text, place);
  const cut = told.includes('…') || told.includes('characters ') || told.includes('[truncated');
  for (const sentence of sentencesOf(told)) {
    if (sentence.text.length < 25 || sentence.text.length > 600 || sentence.text.includes('[…')) continue;
    if (cut && leftOut.test(sentence.text)) continue;
    // Most of what an agent says announces the next step; it is sorted out before anything costly.
    const progress = isProgress(sentence.text);
    const opened = stripOpenings(sentence.text);
    const signs = signsOf(sentence.text);
    const plan = isPlan(sentence.text, opened, signs);
    if ((progress || plan) && !mayExplain.test(sentence.text)) continue;
    const text = impersonal(opened, signs);
    const same = text === sentence.text;
    const left = same ? signs : signsOf(text);
    const person = (left & sign.personal) !== 0;
    if (text.length < 25 || (person && firstPerson.test(text))) continue;
    const personal = person ? personalWords(text) : 0;
    const worth = worthOf(text, personal, same ? progress : isProgress(text), left);
    const base =
      worth.value -
      (moment.to === 'thought' ? 0.3 : 0) -
      (progress ? 0.7 : 0) -
      (isReport(sentence.text) ? 1.2 : 0) -
      (plan ? (worth.cause ? 1 : 2.5) : 0) -
      personal * 0.2;
    found.push({ text, worth, lower: null, parts: null, base });
  }
  rated.set(moment, found);
  return found;
}

const mayExplain =
  /because|since|so that|cause|due to|otherwise|instead|rather than|not |n't|only|must|never|require|need/;
/** Where a transcript's own clipping cut a text. */
const leftOut = /\[… ?\d|… \[\d|\d+ characters (?:cut|left out)|\[truncated/;
const firstPerson = /(?<![\w`/.-])(?:I|I'm|I've|I'd|I'll|me)(?![\w`/.-])/;

/**
 * Sentences of one moment, cleaned and rated against the names that matter.
 * @param least score below which a sentence is of no use to the asker, and left out
 */
export function explanationsIn(
  moment: Said,
  wanted: ReadonlySet<string>,
  place: SessionPlace,
  order = 0,
  least = Number.NEGATIVE_INFINITY,
): Explanation[] {
  const found: Explanation[] = [];
  const sentences = rate(moment, place);
  for (let i = 0; i < sentences.length; i++) {
    const sentence = sentences[i] as Rated;
    const { text, worth, base } = sentence;
    // A sentence that could not be chosen whatever it shares is not looked at closely.
    if (base + (wanted.size > 0 ? mostShared * perShared : 0) < least) continue;
    let shared = 0;
    if (wanted.size > 0) {
      if (worth.names.length > 0) {
        sentence.parts ??= tellingParts(worth.names);
        for (const part of sentence.parts) if (wanted.has(part)) shared++;
      }
      if (shared === 0 && base > -0.5) {
        sentence.lower ??= text.toLowerCase();
        for (const part of wanted) if (part.length > 4 && sentence.lower.includes(part)) shared += 0.5;
      }
    }
    const score = base + Math.min(shared, mostShared) * perShared;
    if (score >= least)
      found.push({ text, line: moment.line, score, worth, shared, to: moment.to, order: order * 1000 + i });
  }
  return found;
}

/** What a shared name adds to a score, and how many count. */
const perShared = 0.8;
const mostShared = 3;

/** All explanations between two moments (indices, both included), best first. */
export function explanationsBetween(
  moments: readonly Moment[],
  from: number,
  to: number,
  wanted: ReadonlySet<string>,
  place: SessionPlace,
): Explanation[] {
  const found: Explanation[] = [];
  for (let i = Math.max(0, from); i <= Math.min(to, moments.length - 1); i++) {
    const moment = moments[i];
    if (moment?.kind === 'said') found.push(...explanationsIn(moment, wanted, place, i));
  }
  return found.sort((a, b) => b.score - a.score);
}

/** The best sentences in the order in which they were said, each adding names of its own; at most `limit`. */
export function chooseExplanations(sorted: readonly Explanation[], limit: number, least: number): Explanation[] {
  const chosen: Explanation[] = [];
  for (const explanation of sorted) {
    if (explanation.score < least || chosen.length >= limit) break;
    if (chosen.length > 0 && similar(explanation.text, chosen)) continue;
    chosen.push(explanation);
  }
  // In the order in which they were said, but never beginning with what points back at something unsaid.
  return chosen.sort((a, b) => Number(pointsBack.test(a.text)) - Number(pointsBack.test(b.text)) || a.order - b.order);
}

const pointsBack = /^(?:So |But |And )?(?:This|That|It|They|These|Those)\b/;

/** Whether a sentence repeats one that is there: most of its longer words are in it. */
function similar(text: string, chosen: readonly Explanation[]): boolean {
  const words = wordsOf(text);
  return chosen.some((other) => {
    const others = wordsOf(other.text);
    let both = 0;
    for (const word of words) if (others.has(word)) both++;
    return both >= 0.4 * Math.min(words.size, others.size);
  });
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9_$.-]{4,}/g) ?? []);
}
