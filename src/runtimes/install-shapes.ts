import { hookCommand } from './hook-command.ts';
import type { HookDialect, HookEvent } from './hook-dialect.ts';
import type { InstallPlace } from './installer.ts';
import type { Part } from './settings/part.ts';

/** How agents differ that took over the hook settings of Claude Code. */
export interface HookShape {
  readonly timeoutUnit: 's' | 'ms';
  /** What a matcher for every tool is written as, where one is needed. */
  readonly matchAll?: string;
  /** Whether a hook has a name, by which its agent lists it. */
  readonly named?: boolean;
}

/** `hooks.<Event>[]` of `{ matcher, hooks: [{ type, command, timeout }] }`. */
export function groupedHooks(place: InstallPlace, dialect: HookDialect, shape: HookShape): Part[] {
  return dialect.events.map((event) => {
    const matcher = event.matcher ?? shape.matchAll;
    const value = {
      ...(matcher === undefined ? {} : { matcher }),
      hooks: [
        {
          ...(shape.named ? { name: `twelvefold-${event.name}` } : {}),
          type: 'command',
          command: hookCommand(place.hook, dialect, event),
          timeout: event.timeoutSeconds * (shape.timeoutUnit === 'ms' ? 1000 : 1),
        },
      ],
    };
    return element(dialect, event, value);
  });
}

/** `hooks.<event>[]` of `{ command, timeout }`, as Cursor has it. */
export function flatHooks(place: InstallPlace, dialect: HookDialect): Part[] {
  return dialect.events.map((event) =>
    element(dialect, event, { command: hookCommand(place.hook, dialect, event), timeout: event.timeoutSeconds }),
  );
}

/** The MCP server as most agents name it. */
export function serverEntry({ hook, program }: InstallPlace): { command: string; args: string[] } {
  return { command: hook.node, args: [program, 'mcp'] };
}

function element(dialect: HookDialect, event: HookEvent, value: Extract<Part, { kind: 'element' }>['value']): Part {
  return { kind: 'element', path: ['hooks', event.name], value, mark: `${dialect.agent} ${event.name}` };
}
