import { type Outline, outlineOf, type Section } from './outline.ts';

/** What should be mended in a document. */
export interface DocumentProblem {
  /** 1-based line of the file. */
  readonly line: number;
  readonly problem: string;
  /** The way out. */
  readonly fix: string;
  /** Worth a thought; it holds nothing back. */
  readonly advice: boolean;
}

/** A section that a document must have. */
export interface FormSection {
  readonly name: string;
  /** Other words for the same heading. */
  readonly also: readonly string[];
  /** What belongs there, asked in the template. */
  readonly question: string;
}

export function mend(line: number, problem: string, fix: string): DocumentProblem {
  return { line, problem, fix, advice: false };
}

export function advise(line: number, problem: string, fix: string): DocumentProblem {
  return { ...mend(line, problem, fix), advice: true };
}

/** A section by its name or another word for it. */
export function sectionOf(outline: Outline, { name, also }: FormSection): Section | null {
  const names = [name, ...also].map((word) => word.toLowerCase());
  return outline.sections.find(({ text }) => names.includes(text.replace(/:$/, '').toLowerCase())) ?? null;
}

/** Sections that are missing or say nothing. */
export function missingSections(outline: Outline, form: readonly FormSection[]): DocumentProblem[] {
  return form.flatMap((wanted) => {
    const section = sectionOf(outline, wanted);
    if (section === null)
      return [mend(1, `the section "${wanted.name}" is missing`, `Add \`## ${wanted.name}\`: ${wanted.question}`)];
    return section.lines.length === 0
      ? [mend(section.line, `nothing stands under "${wanted.name}"`, wanted.question)]
      : [];
  });
}

/** A section to fill in: its question is a comment that markdown does not show. */
export function blankSection({ name, question }: FormSection, given = ''): string {
  return `## ${name}\n\n${given || `<!-- ${question} -->`}\n`;
}

/** Reads a document and finds what is missing of its form. */
export function readForm(
  body: string,
  firstLine: number,
  form: readonly FormSection[],
): { outline: Outline; problems: DocumentProblem[] } {
  const outline = outlineOf(body, firstLine);
  return { outline, problems: missingSections(outline, form) };
}
