import { agentHere } from '../app/actor.ts';
import type { Edge } from '../app/workspace.ts';

const agents: readonly (readonly [RegExp, string])[] = [
  [/claude/i, 'claude-code'],
  [/codex/i, 'codex'],
  [/gemini/i, 'gemini'],
  [/opencode/i, 'opencode'],
  [/copilot/i, 'copilot'],
  [/cursor/i, 'cursor'],
  [/qwen/i, 'qwen'],
  [/droid|factory/i, 'droid'],
  [/cline/i, 'cline'],
  [/^pi\b/i, 'pi'],
];

/** The agent behind an MCP client, from the name that the client gives itself, else from what is around the server. */
export function agentNamed(client: string, edge: Edge): string {
  const known = agents.find(([pattern]) => pattern.test(client))?.[1] ?? agentHere(edge)?.agent;
  if (known !== undefined) return known;
  const plain = client
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|(?<!-)-+$/g, '')
    .slice(0, 40);
  return plain || 'agent';
}
