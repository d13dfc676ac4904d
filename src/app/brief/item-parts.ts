import { type BriefPart, type BriefUnit, briefLine } from '../../context/brief/compose.ts';
import { cleanText } from '../../knowledge/clean-text.ts';
import { suspicionOf } from '../../knowledge/gate/injection.ts';
import { isLive } from '../../work/claim.ts';
import type { WorkState } from '../../work/state.ts';
import type { Board } from '../work/board.ts';
import type { Gathered, LeftOut } from './gathered.ts';

const [mostNotes, mostResults] = [5, 3];
const longestTitle = 300;

/** The item itself: what is wanted, who has it, when it is done, what was noted on it and what workers left. */
export function itemParts(board: Board, state: WorkState): Gathered[] {
  const { title, body, criteria } = state.item;
  const why = 'the item';
  const part = (heading: string, lines: readonly string[], share: number, file: string | null = null): Gathered =>
    guarded(heading, lines, { heading, why, share, file });
  return [
    part('Item', [title.slice(0, longestTitle)], 1),
    part('Standing', standingLines(board, state), 1),
    part(
      'Done when',
      criteria.map((text) => `- ${text}`),
      1,
    ),
    part('Wanted', body === '' ? [] : body.split('\n').filter((line) => line.trim() !== ''), 0.3, state.path),
    part(
      'Notes',
      state.notes
        .slice(-mostNotes)
        .toReversed()
        .map(({ at, by, text }) => `- ${at.slice(0, 10)} ${by}: ${text}`),
      0.15,
    ),
    part(
      'Left behind',
      state.results
        .slice(-mostResults)
        .toReversed()
        .map(({ at, worker, status, summary, artefacts }) => {
          const files = artefacts.length === 0 ? '' : ` Files: ${artefacts.map(({ path }) => path).join(', ')}`;
          return `- ${at.slice(0, 10)} ${worker}, ${status}: ${summary}${files}`;
        }),
      0.15,
    ),
  ];
}

/** Lines as a part, clean; those that want to take over their reader are kept out, with a text of which they are a part. */
function guarded(name: string, lines: readonly string[], about: Omit<BriefPart, 'units'>): Gathered {
  const leftOut: LeftOut[] = [];
  const whole = about.file === null ? null : suspicionOf(lines.join('\n'), 'agent');
  const units = cleanText(lines.map((line) => line.replaceAll('\n', ' ')).join('\n'))
    .split('\n')
    .flatMap((line): BriefUnit[] => {
      const suspicion = whole?.certain ? whole : suspicionOf(line, 'agent');
      if (suspicion?.certain) leftOut.push({ name, reason: suspicion.reason });
      return suspicion?.certain || line === '' ? [] : [{ text: briefLine(line), name, why: about.why }];
    });
  return { part: { ...about, units }, leftOut };
}

function standingLines({ workspace, claims, now }: Board, { item }: WorkState): string[] {
  const claim = claims.get(item.id) ?? null;
  const { repository } = workspace;
  const held = isLive(claim, now)
    ? `${claim.worker} has it until ${new Date(claim.until).toISOString().slice(0, 16)}Z (claim ${claim.fence})`
    : 'nobody has it';
  const facts = [
    ...(item.risk === null ? [] : [`risk ${item.risk}`]),
    ...(item.parent === null ? [] : [`part of ${item.parent}`]),
    ...(item.depends.length === 0 ? [] : [`comes after ${item.depends.join(', ')}`]),
  ];
  return [
    `- ${[held, ...facts].join('; ')}`,
    ...(item.scope.length === 0 ? [] : [`- May touch: ${item.scope.join(', ')}`]),
    ...(repository?.head == null
      ? []
      : [`- ${repository.branch ? `Branch ${repository.branch}` : 'No branch'} at ${repository.head.slice(0, 9)}`]),
  ];
}
