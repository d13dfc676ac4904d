import { reasonOf } from '../../base/errors.ts';
import { askEndpoint, type Endpoint } from '../../models/endpoint.ts';
import { answerJsonSchema } from '../../validation/council/answer.ts';
import type { Reviewer } from '../../validation/council/reviewer.ts';
import type { Edge } from '../workspace.ts';

/** A model behind HTTP as the configuration names it. */
export interface EndpointSetting {
  readonly name: string;
  readonly endpoint: Endpoint['kind'];
  readonly url: string;
  readonly model: string;
  readonly keyFrom?: string;
}

/** A model behind HTTP as a reviewer; its key is read from the environment at each question, and kept nowhere. */
export function endpointReviewer({ env }: Edge, setting: EndpointSetting): Reviewer {
  const { name, endpoint: kind, url, model, keyFrom } = setting;
  return {
    name,
    by: `agent:${name}`,
    // What it is asked for says nothing of what answers: that stands in the answer.
    model: null,
    readsFiles: false,
    async ask(prompt, { timeoutMs }) {
      const key = keyFrom === undefined ? null : env[keyFrom] || null;
      if (keyFrom !== undefined && key === null) return { absent: `the environment variable ${keyFrom} is not set` };
      try {
        const answer = await askEndpoint({ kind, url, model, key }, prompt, answerJsonSchema, timeoutMs);
        return { ...answer, session: null };
      } catch (error) {
        return { absent: unanswered(error, timeoutMs) };
      }
    },
  };
}

function unanswered(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `it did not answer in time (${Math.round(timeoutMs / 1000)} s)`;
  const cause = error instanceof Error && error.cause !== undefined ? `: ${reasonOf(error.cause)}` : '';
  return `it could not be asked: ${reasonOf(error)}${cause}`;
}
