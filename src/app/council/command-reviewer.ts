import type { Reviewer } from '../../validation/council/reviewer.ts';
import type { Edge } from '../workspace.ts';
import { askProgram } from './ask-program.ts';

/** A program of a person's own as a reviewer: it reads the prompt from standard input and writes the answer. */
export function commandReviewer(edge: Edge, name: string, command: readonly string[], model: string | null): Reviewer {
  return {
    name,
    by: `agent:${name}`,
    model,
    readsFiles: true,
    async ask(prompt, place) {
      const ran = await askProgram(edge, command, prompt, place);
      return 'absent' in ran ? ran : { text: ran.stdout, model: null, session: null };
    },
  };
}
