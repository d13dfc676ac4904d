/** A question an agent put to the user, with the possibilities it offered. */
export interface AskedQuestion {
  readonly question: string;
  /** The few words that name what it is about; empty where the agent gave none. */
  readonly header: string;
  readonly options: readonly string[];
}

/** Writes a question into the detail of a tool call: its text, and on the next line `[header] option | option`. */
export function askedText({ question, header, options }: AskedQuestion): string {
  if (header === '' && options.length === 0) return question;
  return `${question.replace(/(?<!\s)\s*\n\s*/g, ' ')}\n[${header}] ${options.join(' | ')}`.trimEnd();
}

/** Reads the questions of a detail that {@link askedText} wrote. */
export function askedQuestions(detail: string): AskedQuestion[] {
  const lines = detail.split('\n');
  return lines.flatMap((line, i) => {
    if (line.trim() === '' || /^\[[^\]]{0,60}\](?: |$)/.test(line)) return [];
    const about = /^\[([^\]]{0,60})\] ?(.*)$/.exec(lines[i + 1] ?? '');
    const options = (about?.[2] ?? '').split(' | ').filter((option) => option.trim() !== '');
    return [{ question: line.trim(), header: about?.[1] ?? '', options }];
  });
}
