/** The headings that every handoff has, in their order. */
export const handoffSections = ['Goal', 'Done', 'Decisions', 'Next'] as const;
export type HandoffSection = (typeof handoffSections)[number];

/** What else one may say. */
export const furtherSections = ['Learned', 'Blockers', 'Files', 'Context'] as const;
export type FurtherSection = (typeof furtherSections)[number];

/** Other words for the same headings. */
const otherWords: Readonly<Record<string, HandoffSection | FurtherSection>> = {
  task: 'Goal',
  did: 'Done',
  'what i did': 'Done',
  'what was done': 'Done',
  progress: 'Done',
  decided: 'Decisions',
  decision: 'Decisions',
  "what's left": 'Next',
  'what is left': 'Next',
  'next step': 'Next',
  'next steps': 'Next',
  'what i learned': 'Learned',
  learnings: 'Learned',
  blocked: 'Blockers',
  'open problems': 'Blockers',
  'files modified': 'Files',
  'files changed': 'Files',
  'context for next': 'Context',
};

export interface HandoffLine {
  /** 1-based, in the text given. */
  readonly line: number;
  readonly text: string;
}

export interface SectionText {
  readonly name: HandoffSection | FurtherSection;
  readonly line: number;
  /** What stands under the heading or beside it, without blank lines. */
  readonly lines: readonly HandoffLine[];
}

/**
 * Finds the sections of a handoff: `## Goal`, `**Goal:** …`, `Goal: …`. Other headings stay part of what they stand under.
 */
export function sectionsOf(body: string): SectionText[] {
  const sections: { name: SectionText['name']; line: number; lines: HandoffLine[] }[] = [];
  for (const [at, text] of body.split('\n').entries()) {
    if (text.trim() === '') continue;
    const heading = headingOf(text);
    if (heading) sections.push({ name: heading.name, line: at + 1, lines: [] });
    const rest = heading ? heading.rest : text.trim();
    if (rest !== '') sections.at(-1)?.lines.push({ line: at + 1, text: rest });
  }
  return sections;
}

function headingOf(text: string): { name: SectionText['name']; rest: string } | null {
  const found =
    /^#{1,6}\s([^:#]*)$/.exec(
      text
        .trim()
        .replace(/(?<!#)#+$/, '')
        .trimEnd()
        .replace(/:$/, ''),
    ) ?? /^\s*(?:\*\*|__)?([A-Za-z][A-Za-z' ]{1,30}?)(?:\*\*|__)?:(?:\*\*|__)?(?:\s+(.*)|\s*)$/.exec(text);
  const word = found?.[1]?.replace(/’/g, "'").trim().toLowerCase();
  if (word === undefined) return null;
  const name =
    [...handoffSections, ...furtherSections].find((known) => known.toLowerCase() === word) ?? otherWords[word];
  return name === undefined ? null : { name, rest: found?.[2]?.trim() ?? '' };
}
