import { estimateTokenCount } from 'tokenx';
import { handoffSections, sectionsOf } from './sections.ts';

export interface HandoffProblem {
  /** 1-based line of the body; null for what concerns all of it. */
  readonly line: number | null;
  readonly problem: string;
  readonly fix: string;
}

const [fewestLines, mostLines, mostTokens] = [3, 20, 500];

/** Lines of a conversation that was copied instead of summed up. */
const speaker = /^\s*(?:>\s*)?(?:\*\*)?(?:user|human|assistant|claude|codex|gemini|tool|system)(?:\*\*)?\s*:/i;

/** What a handoff costs whoever reads it. */
export function handoffTokens(body: string): number {
  return estimateTokenCount(body.trim());
}

/** What a handoff may leave out, and better does not: said, and held against nobody. */
export function remarksOn(body: string): HandoffProblem[] {
  if (sectionsOf(body).some(({ name, lines }) => name === 'Learned' && lines.length > 0)) return [];
  return [
    {
      line: null,
      problem: 'nothing is said of what was learned',
      fix: 'Add a line `## Learned` with what the next session could not know; what holds beyond it is for `twelvefold learn add`.',
    },
  ];
}

/**
 * Checks a handoff, without its front matter: 3 to 20 lines that are not blank, at most 500 tokens, and something to say
 * under each of Goal, Done, Decisions and Next.
 */
export function lintHandoff(body: string): HandoffProblem[] {
  const problems: HandoffProblem[] = [];
  const lines = body.split('\n').filter((line) => line.trim() !== '').length;
  if (lines < fewestLines)
    problems.push({
      line: null,
      problem: `it has ${lines} ${lines === 1 ? 'line' : 'lines'}; a handoff has at least ${fewestLines}`,
      fix: `Say under ${handoffSections.join(', ')} what a fresh session must know.`,
    });
  if (lines > mostLines)
    problems.push({
      line: null,
      problem: `it has ${lines} lines; a handoff has at most ${mostLines}`,
      fix: 'Leave out what the code, the commits and the tests say themselves.',
    });
  const tokens = handoffTokens(body);
  if (tokens > mostTokens)
    problems.push({
      line: null,
      problem: `it costs about ${tokens} tokens; a handoff costs at most ${mostTokens}`,
      fix: 'Name files and commits instead of quoting them.',
    });
  const sections = sectionsOf(body);
  for (const name of handoffSections) {
    const own = sections.filter((section) => section.name === name);
    if (own.length === 0)
      problems.push({
        line: null,
        problem: `the heading ${name} is missing`,
        fix: `Add a line \`## ${name}\` and what belongs there; \`none\` is an answer.`,
      });
    else if (own.every((section) => section.lines.length === 0))
      problems.push({
        line: own[0]?.line ?? null,
        problem: `nothing stands under ${name}`,
        fix: 'Say it in a line; `none` is an answer.',
      });
  }
  const said = body.split('\n').flatMap((line, at) => (speaker.test(line) ? [at + 1] : []));
  if (said.length >= 2)
    problems.push({
      line: said[0] ?? null,
      problem: 'it copies a conversation',
      fix: 'Sum up what was decided and done; who said what is in the transcript.',
    });
  return problems;
}
