import { join } from 'node:path';
import { fieldsOf, listOf } from '../../base/json-value.ts';
import { converse } from '../../process/converse.ts';
import type { Program } from '../install/targets.ts';
import type { Edge } from '../workspace.ts';
import { type Finding, fine, problem } from './finding.ts';

/** Starts the MCP server as an agent does and asks for its tools. */
export async function checkServer(program: Program, edge: Edge): Promise<Finding> {
  const place = { check: 'server', agent: null } as const;
  const args = [join(program.root, 'bin', 'twelvefold.mjs'), 'mcp'];
  const clientInfo = { name: 'twelvefold doctor', version: '1' };
  const answer = await converse(
    program.node,
    args,
    { cwd: edge.cwd, env: { ...edge.env }, timeoutMs: 10_000 },
    [
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
      },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
    ],
    (message) => fieldsOf(message)['id'] === 2,
  );
  const tools = listOf(fieldsOf(fieldsOf(answer)['result'])['tools']);
  if (tools.length > 0)
    return fine(place, `answers with ${tools.length} tools: ${tools.map(({ name }) => name).join(', ')}`);
  return problem(
    place,
    `the MCP server does not answer (${[program.node, ...args].join(' ')})`,
    'Run that line by hand to see why.',
  );
}
