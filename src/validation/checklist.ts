/** What whoever looks at a change should be able to answer. */
export const reviewQuestions = [
  'Does it do each thing that was asked for, and how was that seen?',
  'Which checks ran on exactly this commit, and how many tests were among them?',
  'Is any test, check or limit weaker than before?',
  'What happens with empty, wrong and very large input, and when it is ended half-way?',
  'What can it lose, leak or let in?',
  'Who else depends on what it changes, and was that looked at?',
  'Can somebody else go on with it: names, documents, nothing dead or doubled?',
] as const;

export interface Answered {
  readonly question: string;
  readonly answer: string;
}

/** The questions as a text to be filled in. */
export function checklistText(): string {
  return reviewQuestions.map((question, at) => `${at + 1}. ${question}\n`).join('\n');
}

/**
 * Reads a text that answers them: each answer stands behind its number, with or without the question.
 * @returns the answers, or the numbers of the questions that have none
 */
export function readChecklist(text: string): { readonly answers: readonly Answered[] } | { readonly open: number[] } {
  const parts = new Map<number, string>();
  let current = 0;
  let indent = Number.POSITIVE_INFINITY;
  for (const line of text.split(/\r?\n/)) {
    const numbered = /^(\s*)(?:[-*]\s+)?([1-9])[.):]\s*(.*)$/.exec(line);
    // A list inside an answer begins anew, or stands further in.
    const [, before = '', number, rest] = numbered ?? [];
    const isNext = number !== undefined && Number(number) > current && before.length <= indent;
    if (isNext) {
      current = Number(number);
      indent = before.length;
    }
    parts.set(current, `${parts.get(current) ?? ''} ${isNext ? rest : line}`);
  }
  const answers = reviewQuestions.map((question, at) => ({
    question,
    answer: (parts.get(at + 1) ?? '').replace(/\s+/g, ' ').replace(question, '').trim(),
  }));
  const open = answers.flatMap(({ answer }, at) => (/[\p{L}\p{N}]/u.test(answer) ? [] : [at + 1]));
  return open.length > 0 ? { open } : { answers };
}
