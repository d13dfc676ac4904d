import { ToolError } from '../../base/errors.ts';
import type { Identity } from '../../schema/verdict.ts';
import { contextOf } from '../context.ts';
import type { Edge } from '../workspace.ts';

/**
 * The same, with the model that the session runs: while it is at work the journal does not know it yet, and its transcript does.
 * @returns unchanged where it is known, or nothing tells
 */
export function withModelAtWork(who: Identity, edge: Edge): Identity {
  if (who.model !== null || who.session === null) return who;
  try {
    const { agent, model } = contextOf(edge, who.session);
    return who.by === `agent:${agent}` ? { ...who, model } : who;
  } catch (error) {
    if (error instanceof ToolError) return who;
    throw error;
  }
}
