import { ToolError } from '../../base/errors.ts';
import type { SessionOutcome } from '../../schema/journal.ts';
import { type Cited, citeByHand } from '../cite.ts';
import { loadConfig } from '../config.ts';
import { type WrittenHandoff, writeHandoff } from '../handoff.ts';
import type { Kept } from '../keep.ts';
import { type Lesson, learn } from '../learn.ts';
import { refuseScratch } from '../scratch.ts';
import { type Edge, openWorkspace } from '../workspace.ts';
import { leaveDrop } from './drop.ts';

/** The agent that acts, by its name and, where it is known, its session. */
export interface ActingAgent {
  readonly agent: string;
  readonly session: string | null;
}

/** What an agent may write down. */
export type AgentAct =
  | ({ readonly type: 'learn' } & Lesson)
  | {
      readonly type: 'cite';
      readonly id: string;
      readonly outcome: SessionOutcome | null;
      readonly note: string | null;
    }
  | { readonly type: 'handoff'; readonly text: string };

/** What came of it, by what it was. */
interface Outcomes {
  readonly learn: { readonly what: 'learned'; readonly kept: Kept };
  readonly cite: { readonly what: 'cited'; readonly cited: Cited };
  readonly handoff: { readonly what: 'handed-over'; readonly handoff: WrittenHandoff };
}

/** Its sandbox forbids writing here: the next sweep adopts it. */
export interface Dropped {
  readonly what: 'dropped';
  readonly path: string;
}

export type Acted = Outcomes[keyof Outcomes] | Dropped;

/**
 * What a running agent writes down: through the same gate and pools as everything else, with the trust of what an agent
 * reasoned. From inside a sandbox that forbids it, it is left for the sweep.
 * @throws ToolError of `learn`, `citeByHand` and `writeHandoff`; E_SCRATCH
 */
export function act<T extends AgentAct>(edge: Edge, who: ActingAgent, what: T): Outcomes[T['type']] | Dropped {
  const workspace = openWorkspace(edge);
  refuseScratch(workspace, edge, who.session);
  try {
    return perform(edge, who, what);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'E_WRITE_FAILED') throw error;
    const path = leaveDrop(workspace, edge, who, what);
    if (path === null) throw error;
    return { what: 'dropped', path };
  }
}

/** The same without a way out. */
export function perform<T extends AgentAct>(edge: Edge, who: ActingAgent, what: T): Outcomes[T['type']] {
  return performers[what.type](edge, who, what as never) as Outcomes[T['type']];
}

const performers: {
  readonly [K in AgentAct['type']]: (edge: Edge, who: ActingAgent, what: Extract<AgentAct, { type: K }>) => Outcomes[K];
} = {
  cite: (edge, { agent, session }, { id, outcome, note }) => ({
    what: 'cited',
    cited: citeByHand(edge, { id, session, agent, outcome, note }),
  }),
  handoff: (edge, { agent, session }, { text }) => ({
    what: 'handed-over',
    handoff: writeHandoff(edge, { text, session, agent, auto: false }),
  }),
  learn(edge, { agent, session }, { type: _, ...lesson }) {
    const workspace = openWorkspace(edge);
    const config = loadConfig(workspace, edge);
    const options = { config, now: edge.now(), cwd: edge.cwd, agent, session, publish: false };
    return { what: 'learned', kept: learn(workspace, lesson, options) };
  },
};
