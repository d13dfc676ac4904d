import { commandFamily } from './command-family.ts';
import type { ToolCall } from './event.ts';

/** The command family of a shell call, the tool's name of any other. */
export function familyOfCall(call: ToolCall): string {
  return (call.command && commandFamily(call.command)) || call.tool;
}
