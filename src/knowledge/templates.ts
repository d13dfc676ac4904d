import type { Learning, LearningKind } from '../schema/learning.ts';
import { unworthyBecause } from './gate/worth.ts';

/** A section of a kind's template, with the question that it answers. */
export interface TemplateSection {
  readonly name: string;
  readonly question: string;
  /** Whether a learning without it is incomplete. */
  readonly needed: boolean;
}

export interface Template {
  readonly kind: LearningKind;
  /** The question of the session's end that leads to this kind. */
  readonly question: string;
  /** How the statement itself is best put. */
  readonly statement: string;
  readonly sections: readonly TemplateSection[];
}

const when: readonly TemplateSection[] = [
  needed('When to use', 'In which situation, and at which file, command or error, does it apply?'),
  needed('When not to use', 'When would following it be wrong?'),
];
const symptoms = needed('Symptoms', 'What does one see: the error text, the output, the behaviour?');

/** One template a kind: what to ask, and which sections the file has. The order is that of the questions (VII.3). */
export const templates: readonly Template[] = [
  template('decision', 'What did we decide, and why?', 'We use X rather than Y for Z, because …', [
    needed('Context', 'What made a decision necessary?'),
    needed('Alternatives', 'What else was considered, and what spoke against it?'),
    needed('Consequences', 'What follows from it, and what would make us decide again?'),
    ...when,
  ]),
  template('failure', 'What failed, and how was it solved?', '`command` fails with `error` because …; do … instead.', [
    needed('Task', 'What was to be done?'),
    needed('Approach', 'What was tried?'),
    optional('Context', 'Which files, versions and settings mattered? One a line.'),
    needed('Failure mode', 'How did it fail?'),
    needed('Hypothesis', 'Why, as far as one knows?'),
    needed('Next approach', 'What worked, or what should be tried next?'),
    symptoms,
    ...when,
  ]),
  template('pattern', 'What worked well enough to be done again?', 'To do X here, do Y: …', [
    needed('What worked', 'What was done, step by step?'),
    optional('What failed', 'What was tried before?'),
    optional('Code example', 'The shortest piece of code or command that shows it.'),
    ...when,
  ]),
  template('gotcha', 'What would trip up the next one?', '`X` looks like …, but …; do ….', [
    symptoms,
    needed('What worked', 'How does one get past it?'),
    optional('Code example', 'The shortest piece of code or command that shows it.'),
    ...when,
  ]),
  template('model', 'What did we understand about how this system works?', 'X owns Y; Z happens in `file` because …', [
    needed('How it works', 'The parts, and what flows between them.'),
    needed('What it explains', 'Which surprises are no surprises once one knows this?'),
    ...when,
  ]),
  template('preference', 'What did the user correct or ask for?', 'The user wants X rather than Y, because …', [
    optional('Context', 'What had been done when it was said?'),
    ...when,
  ]),
  template(
    'command',
    'Which command finally worked?',
    'To X, run `command` in `folder`; `other` does not work because …',
    [
      optional('What failed', 'Which forms of it do not work here?'),
      optional('Code example', 'The command with its output.'),
      ...when,
    ],
  ),
];

export function templateOf(kind: LearningKind): Template {
  const found = templates.find((item) => item.kind === kind);
  if (!found) throw new RangeError(`There is no template for ${kind}.`);
  return found;
}

/** A learning file of this kind to fill in; the questions are comments that markdown does not show. */
export function blankFile({ kind, statement, sections }: Template): string {
  const body = sections.map(
    ({ name, question, needed: must }) => `## ${name}\n\n<!-- ${question}${must ? '' : ' (may be left out)'} -->\n`,
  );
  return [
    `---\nkind: ${kind}\nscope: []\ntags: []\n---\n`,
    `# <!-- one line -->\n`,
    `<!-- ${statement} -->\n`,
    ...body,
  ].join('\n');
}

/**
 * What is missing in a learning that was written by a template.
 * @returns one sentence each; empty when it is complete
 */
export function lintLearning(learning: Learning): string[] {
  const faults: string[] = [];
  const statement = answer(learning.statement);
  const unworthy = statement ? unworthyBecause(statement, learning.kind) : 'it is empty';
  if (unworthy) faults.push(`The statement: ${unworthy}.`);
  if (!answer(learning.title)) faults.push('The title: it is empty.');
  const filled = new Map(
    Object.entries(learning.sections).map(([name, content]) => [name.toLowerCase(), answer(content)]),
  );
  for (const { name, question, needed: must } of templateOf(learning.kind).sections) {
    if (must && !filled.get(name.toLowerCase()) && !(name === 'Symptoms' && learning.symptoms.length > 0))
      faults.push(`The section "${name}": ${question}`);
  }
  return faults;
}

/** What was written into a template's place, without the question that stood there. */
export function answer(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, '').trim();
}

function template(
  kind: LearningKind,
  question: string,
  statement: string,
  sections: readonly TemplateSection[],
): Template {
  return { kind, question, statement, sections };
}

function needed(name: string, question: string): TemplateSection {
  return { name, question, needed: true };
}

function optional(name: string, question: string): TemplateSection {
  return { name, question, needed: false };
}
