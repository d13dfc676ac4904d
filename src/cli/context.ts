import type { CommandContext } from '@stricli/core';
import type { Edge } from '../app/workspace.ts';
import type { Output } from './output.ts';

/** What every command gets: the outside world, and one way to speak. */
export interface CliContext extends CommandContext {
  readonly edge: Edge;
  readonly out: Output;
  /** Reads all of standard input. */
  readonly readInput: () => Promise<string>;
}
