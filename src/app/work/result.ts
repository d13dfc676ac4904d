import { ToolError } from '../../base/errors.ts';
import type { Artefact } from '../../schema/artefact.ts';
import { type Signal, signalExample } from '../../schema/signal.ts';
import { readSignal } from '../../work/signal.ts';
import type { Actor } from '../actor.ts';
import type { Edge } from '../workspace.ts';
import { artefactAt } from './artefacts.ts';
import { itemOf, openBoard, record } from './board.ts';

export interface Reported extends Omit<Signal, 'files'> {
  readonly id: string;
  readonly artefacts: readonly Artefact[];
}

/**
 * Takes a worker's signal, and nothing else of what it wrote: what it came to, and which files it left, by their hashes.
 * @param written what it wrote; its last line counts
 * @throws ToolError E_SIGNAL for what is none, or names a file that is not there or not of this repository; E_UNKNOWN_ITEM
 */
export function reportResult(edge: Edge, id: string, written: string, { by, worker }: Actor): Reported {
  const board = openBoard(edge);
  const state = itemOf(board, id);
  const reading = readSignal(written);
  if ('problem' in reading) throw noSignal(reading.problem);
  const { status, files } = reading.signal;
  const summary = reading.signal.summary.replace(/\s+/g, ' ');
  const { root } = board.workspace;
  const artefacts = [...new Set(files)].map((path) => {
    try {
      return artefactAt(root, root, path, null);
    } catch (error) {
      if (error instanceof ToolError) throw noSignal(error.message, error);
      throw error;
    }
  });
  record(board, state, by, { type: 'result', worker, status, summary, artefacts });
  return { id: state.item.id, status, summary, artefacts };
}

function noSignal(problem: string, cause?: ToolError): ToolError {
  return new ToolError('E_SIGNAL', { problem: problem.replace(/\.$/, ''), example: signalExample }, { cause });
}
