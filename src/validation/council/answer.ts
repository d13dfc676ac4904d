import { z } from 'zod';
import { type Answer, answerSchema } from '../../schema/council.ts';

export type AnswerReading = { readonly answer: Answer } | { readonly problem: string };

/** Characters of an answer; more is no review but a flood. */
const longest = 200_000;

/** The JSON Schema of an answer, in the words that all agents and endpoints take: no lengths, no formats. */
export const answerJsonSchema = {
  type: 'object',
  ...objectOf({
    position: { type: 'string' },
    recommendation: { type: 'string', enum: ['approve', 'revise', 'reject'] },
    findings: {
      type: 'array',
      items: {
        type: 'object',
        ...objectOf({
          severity: { type: 'string', enum: ['blocking', 'major', 'minor'] },
          path: { type: ['string', 'null'] },
          line: { type: ['integer', 'null'] },
          claim: { type: 'string' },
          evidence: { type: 'string' },
          action: { type: 'string' },
        }),
      },
    },
    tradeoffs: { type: 'array', items: { type: 'string' } },
    changeMind: { type: 'array', items: { type: 'string' } },
  }),
} as const;

/** Reads what a reviewer said: JSON, alone or in one fenced block. Anything else is no answer, and it says why. */
export function readAnswer(text: string): AnswerReading {
  const said = text.trim();
  if (said === '') return { problem: 'it said nothing' };
  if (said.length > longest) return { problem: `it said ${said.length} characters, more than ${longest}` };
  const value = parsed(said) ?? parsed(onlyBlock(said) ?? '');
  if (value === undefined) return { problem: `it answered in prose: ${shortened(said)}` };
  const checked = answerSchema.safeParse(value);
  if (checked.success) return { answer: inLines(checked.data) };
  const [issue] = checked.error.issues;
  const at = issue?.path.join('.') || 'the whole';
  return { problem: `its answer is not as asked: ${at}: ${issue?.message ?? z.prettifyError(checked.error)}` };
}

/** What stands in a line of a verdict is one line, whatever was answered. */
function inLines(answer: Answer): Answer {
  const line = (text: string) => text.replace(/\s+/g, ' ').trim();
  const findings = answer.findings.map((one) => ({
    ...one,
    path: one.path === null ? null : line(one.path),
    claim: line(one.claim),
    action: line(one.action),
  }));
  return { ...answer, findings };
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function onlyBlock(text: string): string | null {
  const lines = text.split(/\r?\n/);
  const [begin = 0, end = 0, ...more] = lines.flatMap((line, at) => (line.startsWith('```') ? [at] : []));
  const isBlock = /^```(?:json)?[ \t]*$/.test(lines[begin] ?? '') && lines[end]?.trim() === '```';
  return isBlock && more.length === 0 ? lines.slice(begin + 1, end).join('\n') : null;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `"${line.length <= 80 ? line : `${line.slice(0, 79)}…`}"`;
}

function objectOf<T extends Readonly<Record<string, unknown>>>(properties: T) {
  return { additionalProperties: false, required: Object.keys(properties), properties };
}
