import { advise, blankSection, type DocumentProblem, type FormSection, mend, readForm, sectionOf } from './form.ts';
import { entriesOf } from './outline.ts';

const approach: FormSection = {
  name: 'Approach',
  also: [],
  question: 'What is built, in a few sentences, and what is left alone.',
};
const steps: FormSection = { name: 'Steps', also: [], question: '3 to 10 small steps, each with its check.' };

const [fewest, usual, most] = [3, 10, 20];
const checkpoint = /\[human\]/i;

/** A plan, to fill in. */
export function blankPlan(title: string): string {
  const given = `<!-- ${steps.question} Mark a step after which a person looks with [human]; where there is none, say why: "No human checkpoint: …". -->

1. <!-- the step -->
   Check: <!-- how somebody else can tell that it worked -->
2. <!-- the step -->
   Check:
3. [human] <!-- the step -->
   Check:`;
  return [`# Plan: ${title}\n`, blankSection(approach), blankSection(steps, given)].join('\n');
}

/** Checks a plan: 3 to 20 steps, a check for each, and the places where a person looks. */
export function lintPlan(body: string, firstLine: number): DocumentProblem[] {
  const { outline, problems } = readForm(body, firstLine, [approach, steps]);
  const section = sectionOf(outline, steps);
  if (section === null || section.lines.length === 0) return problems;
  const entries = entriesOf(section, true);
  const count = entries.length;
  if (count < fewest)
    problems.push(
      mend(
        section.line,
        `it has ${count} ${count === 1 ? 'step' : 'steps'}; a plan has at least ${fewest}`,
        'Number small steps, each of which can be checked by itself: `1. …`.',
      ),
    );
  if (count > most)
    problems.push(
      mend(
        section.line,
        `it has ${count} steps; a plan has at most ${most}`,
        'Split the item: `twelvefold work add "…" --parent ID`, and plan each part.',
      ),
    );
  else if (count > usual)
    problems.push(
      advise(section.line, `it has ${count} steps; ${usual} or fewer go well`, 'Think of splitting the item.'),
    );
  for (const { line, text, whole } of entries) {
    const [step = '', ...checks] = whole.split(/(?<!\*)\**\bCheck\**:\**/i);
    if (!/[\p{L}\p{N}]/u.test(step.replace(checkpoint, '')))
      problems.push(mend(line, 'the step says nothing', 'Say what is done.'));
    if (!checks.some((check) => /[\p{L}\p{N}`]/u.test(check)))
      problems.push(
        mend(
          line,
          `${text ? `"${text}"` : 'the step'} has no check`,
          'Add a line `Check: …`: a command, or what somebody else can see.',
        ),
      );
  }
  const marked = entries.some(({ whole }) => checkpoint.test(whole));
  const waived = section.lines.some(({ text }) => /\bno human checkpoint\s*:\s*\S/i.test(text));
  if (!marked && !waived)
    problems.push(
      mend(
        section.line,
        'no step is marked for a person to look',
        'Mark one with [human], or say why none is: `No human checkpoint: …`.',
      ),
    );
  return problems.toSorted((a, b) => a.line - b.line);
}
