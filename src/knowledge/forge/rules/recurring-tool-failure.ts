import type { Draft, Scene } from '../draft.ts';
import { chooseExplanations, type Explanation, explanationsIn } from '../explanation.ts';
import type { Act } from '../moments.ts';
import { insideRepository, localPath, localText } from '../place.ts';
import { joinSentences, quoteError, titleOf } from '../wording.ts';

/** Fewer than this is chance: everybody misses an edit now and then. */
const leastTimes = 3;

/**
 * The same tool failing in the same way again and again within one session. One miss teaches nothing; several say something
 * about the files or the tool, if the agent says what.
 */
export function recurringToolFailures(scene: Scene): Draft[] {
  const { moments, place } = scene;
  const groups = new Map<string, number[]>();
  for (const [i, moment] of moments.entries()) {
    if (moment.kind !== 'act' || moment.failure === null || moment.action === 'shell') continue;
    const key = `${moment.tool}\n${moment.failure.signature}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  const drafts: Draft[] = [];
  for (const indices of groups.values()) {
    if (indices.length < leastTimes) continue;
    const acts = indices.map((i) => moments[i] as Act);
    const first = acts[0];
    if (first?.failure == null) continue;
    const sentences: Explanation[] = [];
    for (const i of indices) {
      for (let at = i + 1; at <= i + 8; at++) {
        const moment = moments[at];
        if (moment?.kind === 'said') sentences.push(...explanationsIn(moment, cues, place, at));
      }
    }
    const chosen = chooseExplanations(
      sentences.filter((one) => one.shared > 0).sort((a, b) => b.score - a.score),
      2,
      1.2,
    );
    if (chosen.length === 0) continue;
    const paths = [...new Set(acts.flatMap((act) => act.paths.map((path) => localPath(path, place))))].filter(
      insideRepository,
    );
    const where =
      paths.length === 0
        ? ''
        : ` on ${paths
            .slice(0, 2)
            .map((path) => `\`${path}\``)
            .join(', ')}`;
    const error = quoteError(localText(first.failure.line, place), 90);
    drafts.push({
      rule: 'tool-trouble',
      kind: 'gotcha',
      tier: 'agent',
      title: titleOf(`${first.tool}: ${error}`),
      statement: joinSentences([
        `The ${first.tool} tool failed ${acts.length} times with "${error}"${where}.`,
        ...chosen.map((one) => one.text),
      ]),
      lines: [
        ...new Set([
          first.resultLine ?? first.line,
          ...chosen.map((one) => one.line),
          ...acts.slice(1).map((act) => act.resultLine ?? act.line),
        ]),
      ].slice(0, 5),
      excerpt: first.failure.line.slice(0, 600),
      failure: first.failure,
      at: first.at,
      symptoms: [first.failure.signature],
      paths: paths.slice(0, 4),
      families: [],
      symbols: [],
      features: {
        times: Math.min(acts.length, 6),
        explained: Math.min(Math.max(0, ...chosen.map((one) => one.score)), 6),
      },
      importance: 2,
      doubts: [],
    });
  }
  return drafts;
}

/** What such explanations speak of. */
const cues = new Set(
  'whitespace indentation indent tabs spaces encoding escape unicode newline crlf exact match matches string content bytes invisible stale formatted formatter linter modified changed'.split(
    ' ',
  ),
);
