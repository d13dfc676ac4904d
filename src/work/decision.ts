import { writeCanonicalYaml } from '../base/canonical-yaml.ts';
import { readFrontMatter } from '../base/front-matter.ts';
import { type DecisionFields, decisionFieldsSchema } from '../schema/phase.ts';
import { blankSection, type DocumentProblem, type FormSection, mend, readForm, sectionOf } from './phases/form.ts';
import { outlineOf } from './phases/outline.ts';

/** The five headings of a decision, in their order. */
export const decisionForm = [
  { name: 'Status', also: [], question: 'proposed, accepted, superseded by …, or rejected.' },
  { name: 'Context', also: [], question: 'What made a decision necessary?' },
  { name: 'Decision', also: [], question: 'What is decided?' },
  { name: 'Consequences', also: [], question: 'What follows from it, the bad included?' },
  { name: 'Alternatives', also: ['Alternatives considered'], question: 'What else was considered, and why not?' },
] as const satisfies readonly FormSection[];
export type DecisionHeading = (typeof decisionForm)[number]['name'];

export const decisionStatuses = ['proposed', 'accepted', 'superseded', 'rejected', 'deprecated'] as const;

export interface Decision {
  /** Null for one written by hand without front matter. */
  readonly fields: DecisionFields | null;
  readonly title: string;
  /** The first word under Status, in small letters. */
  readonly status: string;
  readonly sections: Readonly<Record<DecisionHeading, string>>;
}

/** A decision as markdown; what is not said yet is asked in a comment. */
export function writeDecision(
  fields: DecisionFields,
  title: string,
  said: Partial<Record<DecisionHeading, string>>,
): string {
  const order = ['schema', 'at', 'by', 'item', 'scope'];
  const sections = decisionForm.map((one) => blankSection(one, said[one.name]?.trim()));
  return [`---\n${writeCanonicalYaml({ ...fields }, order)}---\n`, `# ${title}\n`, ...sections].join('\n');
}

/** Reads a decision, also one written by hand. Never throws. */
export function readDecision(text: string): Decision {
  const { fields, body } = readFrontMatter(text);
  const checked = decisionFieldsSchema.safeParse(fields);
  const outline = outlineOf(body);
  const saidUnder = (one: FormSection) =>
    (sectionOf(outline, one)?.lines ?? []).map((line) => line.text.trim()).join('\n');
  const sections = Object.fromEntries(decisionForm.map((one) => [one.name, saidUnder(one)])) as Decision['sections'];
  return {
    fields: checked.success ? checked.data : null,
    title: outline.title?.text ?? '',
    status: /[a-z]+/.exec(sections.Status.toLowerCase())?.[0] ?? '',
    sections,
  };
}

/** Checks a decision: a title, the five headings with something under each, a status that says where it stands. */
export function lintDecision(text: string): DocumentProblem[] {
  const { body, bodyLine, problem } = readFrontMatter(text);
  if (problem) return [mend(problem.line, problem.problem, 'Mend it by hand, or take the front matter out.')];
  const { outline, problems } = readForm(body, bodyLine, decisionForm);
  if (!outline.title?.text)
    problems.unshift(mend(1, 'it has no title', 'Begin with `# …`: what is decided, in one line.'));
  const status = sectionOf(outline, decisionForm[0]);
  const word = readDecision(text).status;
  if (status && status.lines.length > 0 && !decisionStatuses.some((known) => known === word))
    problems.push(mend(status.line, `"${word}" is no status`, `Say one of: ${decisionStatuses.join(', ')}.`));
  return problems.toSorted((a, b) => a.line - b.line);
}
