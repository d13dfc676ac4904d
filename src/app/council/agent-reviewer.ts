import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeadlessAgent } from '../../runtimes/headless.ts';
import { answerJsonSchema } from '../../validation/council/answer.ts';
import type { Reviewer } from '../../validation/council/reviewer.ts';
import type { Edge } from '../workspace.ts';
import { askProgram } from './ask-program.ts';

/**
 * An installed agent as a reviewer, without its tools for changing anything.
 * @param program its absolute path; null where it is not installed
 */
export function agentReviewer(
  edge: Edge,
  headless: HeadlessAgent,
  { name, program, model }: { readonly name: string; readonly program: string | null; readonly model: string | null },
): Reviewer {
  return {
    name,
    by: `agent:${headless.agent}`,
    model,
    readsFiles: true,
    async ask(prompt, place) {
      if (program === null) return { absent: `${headless.agent} is not installed` };
      const schemaFile = join(place.temporary, 'schema.json');
      const answerFile = join(place.temporary, 'answer.json');
      writeFileSync(schemaFile, JSON.stringify(answerJsonSchema));
      const args = headless.args({ model, schema: answerJsonSchema, schemaFile, answerFile });
      const ran = await askProgram(edge, [program, ...args], prompt, place, headless.env);
      if ('absent' in ran) return ran;
      const answer = headless.read({ ...ran, answer: textAt(answerFile) });
      return answer ?? { absent: 'it ended well and gave no answer' };
    },
  };
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
