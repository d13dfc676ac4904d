import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { programVersion } from '../version.ts';

export const mcpCommand = buildCommand<Record<never, never>, [], CliContext>({
  docs: {
    brief: 'Serve recall, learn, cite, handoff and context to an agent over MCP (stdio)',
    fullDescription: `Speaks the Model Context Protocol on standard input and output, for the repository of the current folder, until the
client closes them. \`twelvefold init\` writes it into the settings of agents; by hand for Claude Code:

  claude mcp add twelvefold -- twelvefold mcp`,
  },
  parameters: {},
  async func() {
    const { serveMcp } = await import('../../mcp/serve.ts');
    serveMcp(this.edge, await programVersion());
  },
});
