import { describe, expect, it } from 'vitest';
import { lintDecision, readDecision, writeDecision } from '../../../src/work/decision.ts';
import { outlineOf } from '../../../src/work/phases/outline.ts';
import { readPhaseDocument, writePhaseDocument } from '../../../src/work/phases/phase-file.ts';
import { blankPlan, lintPlan } from '../../../src/work/phases/plan.ts';
import { blankResearch, examinedFiles, findingLines, lintResearch } from '../../../src/work/phases/research.ts';
import { plan, research } from '../../setup/phase-documents.ts';

const problems = (text: string, existed: ((path: string) => boolean) | null = () => true) =>
  lintResearch(text, 1, existed).map(({ line, problem }) => `${line}: ${problem}`);
const lineOf = (text: string, part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;
const planProblems = (text: string) =>
  lintPlan(text, 1).map(({ problem, advice }) => (advice ? `remark: ${problem}` : problem));
const stepsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => `${at + 1}. Step ${at + 1}\n   Check: \`npm test\``).join('\n');
const planOf = (steps: string) => `# Plan: T\n\n## Approach\n\nBit by bit.\n\n## Steps\n\n${steps}\n`;
const waived = '\nNo human checkpoint: reverted in a minute.';

describe('research', () => {
  it('is complete with its sections, answers, risks and files', () => {
    expect(problems(research)).toEqual([]);
  });

  it('IV.2 the template asks for every section and is complete in none', () => {
    const told = problems(blankResearch('T')).join('\n');
    for (const name of ['Findings', 'Does not exist', 'Constraints', 'Recommendations', 'Files examined'])
      expect(told).toContain(`nothing stands under "${name}"`);
    expect(told).toContain('it names no risk');
    expect(told).toContain('has no answer');
  });

  it.each(['Questions', 'Findings', 'Constraints', 'Recommendations', 'Pre-mortem', 'Files examined'])(
    'IV.2 misses the section %s and says how to add it',
    (name) => {
      const found = lintResearch(research.replace(`## ${name}`, '## Other'), 1, null);
      expect(found).toMatchObject([{ line: 1, problem: `the section "${name}" is missing` }]);
      expect(found[0]?.fix).toContain(`## ${name}`);
    },
  );

  it('IV.3 asks for what does not exist; a bare none is no answer', () => {
    expect(problems(research.replace('## Does not exist', '## Also'))).toEqual([
      '1: the section "Does not exist" is missing',
    ]);
    const none = research.replace('- No printer for comments, looked in src', '- None.');
    expect(problems(none)).toEqual([`${lineOf(none, '## Does not exist')}: it names nothing that does not exist`]);
    expect(problems(research.replace('## Does not exist', '## Negative findings'))).toEqual([]);
  });

  it('IV.4 counts five questions with answers', () => {
    const open = research.replace('3. How does it work? Character by character.', '3. How does it work?');
    expect(problems(open)).toEqual([`${lineOf(open, '3. How')}: "How does it work?" has no answer`]);
    const four = research.replace(/^5\..*\n/m, '');
    expect(problems(four)).toEqual([`${lineOf(four, '## Questions')}: it asks 4 of 5 questions`]);
  });

  it('IV.5 files examined must be there at the recorded commit', () => {
    expect(problems(research, (path) => path !== 'src/lexer.ts')).toEqual([
      `${lineOf(research, '- `src/lexer.ts`')}: src/lexer.ts is not there at the recorded commit`,
    ]);
    expect(
      examinedFiles('## Files examined\n- `a b.ts`: x\n- ./src/a.ts:10-20\n* lib/\n').map(({ text }) => text),
    ).toEqual(['a b.ts', 'src/a.ts', 'lib/']);
  });

  it('IV.9 a HIGH risk needs a mitigation, each risk a level and an impact', () => {
    const row = '| Strings with slashes | HIGH | wrong trees | a test for each | step 2 |';
    expect(research).toContain(row);
    const mended = (cells: string) => problems(research.replace(row, cells))[0];
    expect(mended('| Strings | HIGH | wrong trees | | |')).toMatch(/a HIGH risk has no mitigation$/);
    expect(mended('| Strings | LOW | slower | | |')).toBeUndefined();
    expect(mended('| Strings | bad | slower | | |')).toMatch(/not HIGH, MED or LOW$/);
    expect(mended('| Strings | LOW | | | |')).toMatch(/has no impact$/);
    expect(mended('')).toMatch(/it names no risk$/);
  });

  it('headings in a fenced block and words in comments are not the document’s own', () => {
    const outline = outlineOf('# T\n## A\n```\n## B\n```\n<!--\n## C\n-->\n## D\n<!-- x -->\n');
    expect(outline.sections.map(({ text, line, lines }) => [text, line, lines.length])).toEqual([
      ['A', 2, 3],
      ['D', 9, 0],
    ]);
    expect(findingLines(research, 1).map(({ text }) => text)).toContain('- No printer for comments, looked in src');
  });

  it('is read back with its item and commit; what is broken is told with its line', () => {
    const fields = { schema: 1, item: 'w-1', commit: 'abcdef1', at: '2026-01-01T00:00:00.000Z', by: 'person' };
    const document = readPhaseDocument(writePhaseDocument(fields, research));
    expect(document).toMatchObject({ fields, problems: [] });
    expect(problems(document.body)).toEqual([]);
    expect(
      readPhaseDocument(
        '---\nschema: 1\nitem: 3\ncommit: null\nat: "2026-01-01T00:00:00.000Z"\nby: person\n---\n# T\n',
      ),
    ).toMatchObject({
      fields: null,
      problems: [{ line: 3 }],
    });
    expect(readPhaseDocument('# T\n').problems).toHaveLength(1);
  });
});

describe('a plan', () => {
  it('is complete with steps, checks and a checkpoint; the template is not', () => {
    expect(planProblems(plan)).toEqual([]);
    expect(planProblems(blankPlan('T')).filter((problem) => problem.endsWith('has no check'))).toHaveLength(3);
  });

  it('III.12 A10 has 3 to 20 steps; 21 are to be split, 11 are remarked on', () => {
    expect(planProblems(planOf(stepsOf(2) + waived))).toEqual(['it has 2 steps; a plan has at least 3']);
    expect(planProblems(planOf(stepsOf(10) + waived))).toEqual([]);
    expect(planProblems(planOf(stepsOf(20) + waived))).toEqual(['remark: it has 20 steps; 10 or fewer go well']);
    const many = lintPlan(planOf(stepsOf(21) + waived), 1);
    expect(many).toMatchObject([{ problem: 'it has 21 steps; a plan has at most 20', advice: false }]);
    expect(many[0]?.fix).toContain('Split');
  });

  it('IV.10 each step has a check, and a person’s looks are marked or waived with a reason', () => {
    const unchecked = planOf(`${stepsOf(3)}\n4. Ship it${waived}`);
    expect(lintPlan(unchecked, 1)).toMatchObject([
      { line: lineOf(unchecked, 'Ship it'), problem: '"Ship it" has no check' },
    ]);
    expect(planProblems(planOf(stepsOf(3)))).toEqual(['no step is marked for a person to look']);
    expect(planProblems(planOf(stepsOf(3).replace('Step 2', '[human] Step 2')))).toEqual([]);
    expect(planProblems(planOf(`${stepsOf(3)}\nNo human checkpoint:`))).toHaveLength(1);
  });
});

describe('a decision', () => {
  const fields = { schema: 1, at: '2026-01-01T00:00:00.000Z', by: 'person', item: null, scope: ['src/**'] };
  const whole = writeDecision(fields, 'Comments are dropped', {
    ...{ Status: 'accepted', Context: 'Nobody reads them.', Decision: 'The tree holds none.' },
    ...{ Consequences: 'The printer cannot keep them.', Alternatives: 'Trivia: twice the memory.' },
  });

  it('II.6 has five headings with something under each', () => {
    expect(lintDecision(whole)).toEqual([]);
    expect(readDecision(whole)).toMatchObject({ fields, title: 'Comments are dropped', status: 'accepted' });
    for (const name of ['Status', 'Context', 'Decision', 'Consequences', 'Alternatives'])
      expect(lintDecision(whole.replace(`## ${name}`, '## Other'))).toMatchObject([
        { problem: `the section "${name}" is missing` },
      ]);
    expect(lintDecision(whole.replace('accepted', 'maybe'))).toMatchObject([{ problem: '"maybe" is no status' }]);
    expect(lintDecision(writeDecision(fields, 'T', {}))).toHaveLength(5);
  });

  it('II.6 one written by hand needs no front matter', () => {
    const body = whole.slice(whole.indexOf('# Comments'));
    expect(lintDecision(body)).toEqual([]);
    expect(readDecision(body)).toMatchObject({ fields: null, title: 'Comments are dropped' });
  });
});
