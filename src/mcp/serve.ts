import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { sessionAtWork } from '../app/agent/session-at-work.ts';
import { toolsFor } from '../app/agent/tools.ts';
import { type Edge, openWorkspace } from '../app/workspace.ts';
import { reasonOf, ToolError } from '../base/errors.ts';
import { ulid } from '../base/ulid.ts';
import { agentNamed } from './client-name.ts';

/** Serves the agent's tools on standard input and output until the client closes them. */
export function serveMcp(edge: Edge, version: string): void {
  const connection = `mcp-${ulid(edge.now())}`;
  serveStdio(() => createServer(edge, version, connection));
}

function createServer(edge: Edge, version: string, connection: string): McpServer {
  const { tools, instructions } = toolsFor(edge);
  const server = new McpServer({ name: 'twelvefold', version }, { instructions });
  for (const { name, description, input, readOnly, run } of tools) {
    // Without these a client has to think the worst: Codex then asks a person before each call, or refuses it.
    const annotations = readOnly ? { readOnlyHint: true } : { destructiveHint: false, openWorldHint: false };
    server.registerTool(name, { description, inputSchema: input, annotations }, (given: unknown) => {
      try {
        const agent = agentNamed(server.server.getClientVersion()?.name ?? '', edge);
        const session = sessionAtWork(openWorkspace(edge), edge, agent);
        return { content: [{ type: 'text' as const, text: run(edge, { agent, session, connection }, given) }] };
      } catch (error) {
        return { content: [{ type: 'text' as const, text: errorText(error) }], isError: true };
      }
    });
  }
  return server;
}

function errorText(error: unknown): string {
  if (error instanceof ToolError) return `${error.code}: ${error.message}\n${error.hint}`;
  return `E_FAULT: ${reasonOf(error)}`;
}
