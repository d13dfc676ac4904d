import { readers } from '../runtimes/index.ts';

/** An agent's name as people know it: `Gemini CLI` for `gemini`. */
export function agentTitle(agent: string): string {
  return readers.find((reader) => reader.agent === agent)?.title ?? agent;
}
