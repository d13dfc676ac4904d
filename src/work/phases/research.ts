import { blankSection, type DocumentProblem, type FormSection, mend, readForm, sectionOf } from './form.ts';
import { entriesOf, outlineOf, type Section, type TextLine } from './outline.ts';

const questions: FormSection = { name: 'Questions', also: [], question: 'The five questions with an answer each.' };
const findings: FormSection = {
  name: 'Findings',
  also: [],
  question: 'What is there and how it works, each with its place: `path:line`.',
};
const absent: FormSection = {
  name: 'Does not exist',
  also: ['What does not exist', 'Negative findings', 'Absent'],
  question: 'What was looked for and not found, and where you looked.',
};
const constraints: FormSection = {
  name: 'Constraints',
  also: [],
  question: 'What the solution must keep to: interfaces, formats, speed, people.',
};
const recommendations: FormSection = {
  name: 'Recommendations',
  also: ['Recommendation'],
  question: 'The approach to take and why, and what speaks against the others.',
};
const preMortem: FormSection = {
  name: 'Pre-mortem',
  also: ['Premortem', 'Risks'],
  question: 'It went wrong: why? A row each; a HIGH risk needs a mitigation.',
};
const examined: FormSection = {
  name: 'Files examined',
  also: ['Files read'],
  question: 'A path from the root each: `- src/parser.ts`.',
};

const researchForm = [questions, findings, absent, constraints, recommendations, preMortem, examined];

const fiveQuestions = [
  'What is there already?',
  'What is not there?',
  'How does it work?',
  'Which constraints hold?',
  'Which approach is right?',
];
const riskHead = '| what goes wrong | risk | impact | mitigation | checkpoint |';

/** What research is, to fill in. */
export function blankResearch(title: string): string {
  const asked = fiveQuestions.map((question, at) => `${at + 1}. ${question} <!-- answer -->`).join('\n');
  const table = `<!-- ${preMortem.question} -->\n\n${riskHead}\n|---|---|---|---|---|\n| <!-- … --> | <!-- HIGH, MED or LOW --> | | | |`;
  const given = new Map([
    [questions, asked],
    [preMortem, table],
  ]);
  return [`# Research: ${title}\n`, ...researchForm.map((one) => blankSection(one, given.get(one)))].join('\n');
}

/** Paths that were looked at, with the lines that name them. */
export function examinedFiles(body: string, firstLine = 1): TextLine[] {
  const section = sectionOf(outlineOf(body, firstLine), examined);
  return section === null ? [] : pathsIn(section);
}

/** Lines that carry what was found, for a search: findings, what is absent, constraints, recommendations. */
export function findingLines(body: string, firstLine: number): TextLine[] {
  const outline = outlineOf(body, firstLine);
  return [findings, absent, constraints, recommendations].flatMap((one) => sectionOf(outline, one)?.lines ?? []);
}

/**
 * Checks research: its sections, five answered questions, something that is not there, risks with what is done about them,
 * and files that were there at the commit it was made on.
 * @param existed whether a path is in that commit's tree; null where nothing can be asked
 */
export function lintResearch(
  body: string,
  firstLine: number,
  existed: ((path: string) => boolean) | null,
): DocumentProblem[] {
  const { outline, problems } = readForm(body, firstLine, researchForm);
  const filled = (one: FormSection): Section | null => {
    const section = sectionOf(outline, one);
    return section !== null && section.lines.length > 0 ? section : null;
  };
  const asked = filled(questions);
  if (asked) problems.push(...unanswered(asked));
  const nothing = filled(absent);
  if (nothing?.lines.every(({ text }) => /^[\s\-*]*(?:(?:none|nothing|n\/a)[.\s]*|\.[.\s]*)?$/i.test(text)))
    problems.push(mend(nothing.line, 'it names nothing that does not exist', absent.question));
  const risks = filled(preMortem);
  if (risks) problems.push(...riskProblems(risks));
  const files = filled(examined);
  if (files) {
    const paths = pathsIn(files);
    if (paths.length === 0) problems.push(mend(files.line, 'it names no file', examined.question));
    for (const { line, text } of paths)
      if (existed !== null && !existed(text))
        problems.push(
          mend(line, `${text} is not there at the recorded commit`, 'Mend the path, or take out what was not read.'),
        );
  }
  return problems.toSorted((a, b) => a.line - b.line);
}

function unanswered(section: Section): DocumentProblem[] {
  const asked = entriesOf(section).filter(({ whole }) => whole.includes('?'));
  const open = asked.filter(({ whole }) => !/[\p{L}\p{N}]/u.test(whole.slice(whole.indexOf('?') + 1)));
  const few = asked.length < fiveQuestions.length;
  return [
    ...open.map(({ line, text }) => mend(line, `"${text}" has no answer`, 'Answer it behind the question mark.')),
    ...(few
      ? [
          mend(
            section.line,
            `it asks ${asked.length} of ${fiveQuestions.length} questions`,
            `Ask and answer: ${fiveQuestions.join(' ')}`,
          ),
        ]
      : []),
  ];
}

function riskProblems({ line: heading, lines }: Section): DocumentProblem[] {
  const rows = lines.filter(({ text }) => text.trim().startsWith('|')).map((row) => ({ ...row, cells: cellsOf(row) }));
  const [head, ...rest] = rows;
  const column = (name: string) => head?.cells.findIndex((cell) => cell.toLowerCase() === name) ?? -1;
  const [risk, impact, mitigation] = [column('risk'), column('impact'), column('mitigation')];
  if (risk < 0 || impact < 0 || mitigation < 0)
    return [mend(heading, 'it has no table of risks', `Begin one with \`${riskHead}\`.`)];
  const risks = rest.filter(({ cells }) => cells.some((cell) => /[^\s:-]/.test(cell)));
  if (risks.length === 0) return [mend(heading, 'it names no risk', preMortem.question)];
  return risks.flatMap(({ line, cells }) => {
    const level = /^(high|med|low)/i.exec(cells[risk] ?? '')?.[1]?.toLowerCase();
    return [
      ...(level === undefined ? [mend(line, 'the risk is not HIGH, MED or LOW', 'Say one of the three.')] : []),
      ...(cells[impact] ? [] : [mend(line, 'the risk has no impact', 'Say what it would cost.')]),
      ...(level === 'high' && !cells[mitigation]
        ? [mend(line, 'a HIGH risk has no mitigation', 'Say what is done about it before or while building.')]
        : []),
    ];
  });
}

function cellsOf({ text }: TextLine): string[] {
  return text
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function pathsIn(section: Section): TextLine[] {
  return entriesOf(section).flatMap(({ line, text }) => {
    const named = /^`([^`]+)`|^(\S+)/.exec(text);
    const path = (named?.[1] ?? named?.[2] ?? '')
      .replace(/(?<![:,;])[:,;]+$/, '')
      .replace(/(?::\d{1,9}(?:-\d{1,9})?){1,4}$/, '')
      .replace(/^\.\//, '');
    return path === '' ? [] : [{ line, text: path }];
  });
}
