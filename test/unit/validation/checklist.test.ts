import { describe, expect, it } from 'vitest';
import { checklistText, readChecklist, reviewQuestions } from '../../../src/validation/checklist.ts';

describe('the questions for a review', () => {
  const answered = (answer: (at: number) => string) =>
    checklistText()
      .split('\n')
      .map((line) => line.replace(/^(\d)\..*$/, (whole, at) => `${whole} ${answer(Number(at))}`))
      .join('\n');

  it('V.23 are seven, and all of them need an answer', () => {
    expect(reviewQuestions).toHaveLength(7);
    expect(readChecklist(checklistText())).toEqual({ open: [1, 2, 3, 4, 5, 6, 7] });
    expect(readChecklist('')).toEqual({ open: [1, 2, 3, 4, 5, 6, 7] });
    expect(readChecklist(answered((at) => (at === 3 || at === 7 ? '…' : 'yes, see src/a.ts')))).toEqual({
      open: [3, 7],
    });
    expect(readChecklist(answered((at) => `answer ${at}`))).toEqual({
      answers: reviewQuestions.map((question, at) => ({ question, answer: `answer ${at + 1}` })),
    });
  });

  it('V.23 are answered on lines below, without the question, or with a list', () => {
    const lines = Array.from({ length: 7 }, (_, at) => `- ${at + 1}) \n  looked at\n  it`);
    lines[6] = '7: two things\n1. one\n2. the other';
    expect(readChecklist(lines.join('\r\n'))).toEqual({
      answers: reviewQuestions.map((question, at) => ({
        question,
        answer: at === 6 ? 'two things 1. one 2. the other' : 'looked at it',
      })),
    });
    // A list further in counts nothing on.
    const nested = lines.map((_, at) => `${at + 1}. seen\n   1. one\n   2. two\n   9. nine`).join('\n');
    expect(readChecklist(nested)).toEqual({
      answers: reviewQuestions.map((question) => ({ question, answer: 'seen 1. one 2. two 9. nine' })),
    });
  });
});
