/**
 * The library: the same use cases as the command line.
 * @module
 */
export { type Edge, openWorkspace, type Workspace } from './app/workspace.ts';
export { ToolError } from './base/errors.ts';
export type { SessionEvent } from './sessions/event.ts';
