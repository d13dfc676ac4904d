import { countTokens } from '../../knowledge/inject/count-tokens.ts';
import { readInstructions } from '../instructions.ts';
import type { Workspace } from '../workspace.ts';
import { advice, type Finding, fine } from './finding.ts';

/** Tokens of a file that every session begins with. */
const mostTokens = 2000;

/** What AGENTS.md, CLAUDE.md and their like cost: agents are given them in full, whatever the job. */
export function checkInstructions({ root }: Workspace): Finding[] {
  const place = { check: 'instructions', agent: null } as const;
  const files = readInstructions(root).map(({ path, text }) => ({ path, tokens: countTokens(text) }));
  const large = files.filter(({ tokens }) => tokens > mostTokens);
  if (files.length > 0 && large.length === 0)
    return [fine(place, files.map(({ path, tokens }) => `${path} costs about ${tokens} tokens`).join(', '))];
  return large.map(({ path, tokens }) =>
    advice(
      place,
      `${path} costs about ${tokens} tokens at the start of every session; over ${mostTokens} crowd out the work`,
      'Move what only some jobs need into files that it names.',
    ),
  );
}
