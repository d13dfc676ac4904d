import { countTokens } from '../../knowledge/inject/count-tokens.ts';
import { fenceEnd, plain } from '../../knowledge/inject/render.ts';
import { knowledgeTag } from '../../sessions/fence.ts';

/** What is said whole or not at all. */
export interface BriefUnit {
  readonly text: string;
  /** What it is, for whoever asks why: an id, a path. */
  readonly name: string;
  readonly why: string;
}

export interface BriefPart {
  readonly heading: string;
  /** Why it is in the brief. */
  readonly why: string;
  readonly units: readonly BriefUnit[];
  /** The largest share of the budget that it may take, 0 to 1. */
  readonly share: number;
  /** The file of a text that is said from its beginning as far as there is room; null for units that stand by themselves. */
  readonly file: string | null;
}

export interface SaidPart extends Pick<BriefPart, 'heading' | 'why' | 'file'> {
  readonly units: readonly BriefUnit[];
  /** Units that had no room. */
  readonly cut: readonly BriefUnit[];
  readonly tokens: number;
}

export interface ComposedBrief {
  readonly text: string;
  readonly tokens: number;
  readonly parts: readonly SaidPart[];
}

const fenceStart = `<${knowledgeTag} point="brief">`;

/**
 * Puts a brief together within a budget, the first part first. The same input gives the same bytes. Everything but the
 * opening stands inside our fence, so that no session learns it from itself.
 * @param opening what the program says
 */
export function composeBrief(opening: readonly string[], parts: readonly BriefPart[], budget: number): ComposedBrief {
  let left = budget - countTokens([...opening, fenceStart, fenceEnd].join('\n'));
  const said = parts.map((part): SaidPart => {
    const chosen = choose(part, Math.min(left, Math.floor(budget * part.share)));
    left -= chosen.tokens;
    return chosen;
  });
  // Counted as one text it may be a little more.
  for (;;) {
    const text = render(opening, said);
    const tokens = countTokens(text);
    const last = said.findLastIndex(({ units }) => units.length > 0);
    const part = said[last];
    if (tokens <= budget || !part) return { text, tokens, parts: said };
    said[last] = { ...part, units: part.units.slice(0, -1), cut: [...part.units.slice(-1), ...part.cut] };
  }
}

/** A line of a text of the repository: one line, its indent kept, nothing that could close our fence. */
export function briefLine(text: string): string {
  return `${/^ {0,12}/.exec(text)?.[0] ?? ''}${plain(text)}`.trimEnd();
}

function choose({ heading, why, file, units }: BriefPart, room: number): SaidPart {
  const [kept, cut]: [BriefUnit[], BriefUnit[]] = [[], []];
  let tokens = countTokens(headingLine({ heading, file }));
  const rest = file === null ? 0 : countTokens(cutLine(units.length, file));
  for (const unit of units) {
    const cost = countTokens(unit.text) + 1;
    const fits = tokens + cost + rest <= room && !(file !== null && cut.length > 0);
    (fits ? kept : cut).push(unit);
    if (fits) tokens += cost;
  }
  return { heading, why, file, units: kept, cut, tokens: kept.length === 0 ? 0 : tokens + (cut.length > 0 ? rest : 0) };
}

function render(opening: readonly string[], parts: readonly SaidPart[]): string {
  const lines = parts
    .filter(({ units }) => units.length > 0)
    .flatMap(({ heading, file, units, cut }) => [
      headingLine({ heading, file }),
      ...units.map(({ text }) => text),
      ...(file !== null && cut.length > 0 ? [cutLine(cut.length, file)] : []),
    ]);
  return [...opening, fenceStart, ...lines, fenceEnd].join('\n');
}

function headingLine({ heading, file }: Pick<BriefPart, 'heading' | 'file'>): string {
  return `## ${heading}${file === null ? '' : ` (${file})`}`;
}

const cutLine = (lines: number, file: string) => `(${lines} more ${lines === 1 ? 'line' : 'lines'} in ${file})`;
