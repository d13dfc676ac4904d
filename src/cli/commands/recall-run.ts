import { readFileSync } from 'node:fs';
import { queryKinds, type RecalledLearning, recall } from '../../app/recall.ts';
import { ToolError } from '../../base/errors.ts';
import type { RecallQuery } from '../../knowledge/recall/query.ts';
import type { CliContext } from '../context.ts';
import { ends } from '../terminal-text.ts';
import type { RecallFlags } from './recall.ts';

/** Runs `recall`: one query from the words, or many with `--batch`. */
export async function runRecall(context: CliContext, flags: RecallFlags, words: string): Promise<void> {
  const { edge, out } = context;
  // A file alone is a question about that file.
  const [text, kind] = words.trim() === '' && flags.file ? [flags.file, 'file' as const] : [words, flags.kind];
  if (flags.batch === undefined && text.trim() === '')
    throw new ToolError('E_USAGE', { problem: 'There is nothing to look for.', command: 'recall' });
  const queries =
    flags.batch === undefined
      ? [{ text: ends(text), kind, file: flags.file ?? null, limit: flags.limit }]
      : parseBatch(flags.batch === '-' ? await context.readInput() : readBatch(flags.batch), flags);
  for (const answer of recall(edge, queries)) {
    if (out.interactive && !flags.json && flags.batch === undefined && answer.results.length === 0)
      out.note('Nothing is known about that here.');
    if (flags.json || flags.batch !== undefined) out.json(answer);
    else for (const found of answer.results) for (const line of recalledLines(found, flags.why)) out.line(line);
  }
}

function readBatch(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ToolError('E_FILE_NOT_FOUND', { path }, { cause });
  }
}

function parseBatch(input: string, flags: RecallFlags): RecallQuery[] {
  return input.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new ToolError('E_USAGE', { problem: `Line ${i + 1} of the batch is not JSON.`, command: 'recall' });
    }
    const {
      text,
      kind = flags.kind,
      file = flags.file,
      limit = flags.limit,
    } = Object(value) as Record<string, unknown>;
    const known = queryKinds.find((name) => name === kind);
    if (typeof text !== 'string' || known === undefined)
      throw new ToolError('E_USAGE', {
        problem: `Line ${i + 1} of the batch needs a text, and a kind of ${queryKinds.join(', ')}.`,
        command: 'recall',
      });
    return [
      {
        text: ends(text),
        kind: known,
        file: typeof file === 'string' ? file : null,
        limit: Number(limit) || flags.limit,
      },
    ];
  });
}

/** Lines of one learning for a person. */
function recalledLines(found: RecalledLearning, why: boolean): string[] {
  const refuted = found.refuted === null ? '' : ` (tried, rejected: ${found.refuted})`;
  const head = `${found.id}  ${found.kind}${refuted}`;
  return [head, `  ${found.statement}`, ...(why ? found.why.map((part) => `    ${part}`) : [])];
}
