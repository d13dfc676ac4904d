import type { ModelRequest, ModelTool, Step } from './scenario.ts';

/** A call as the protocols carry it. */
export interface ToolCall {
  readonly tool: ModelTool;
  /** JSON input, or text for a custom tool. */
  readonly input: Readonly<Record<string, unknown>> | string;
}

type Shape<Value = string> = (value: Value, parameters: readonly string[]) => Record<string, unknown>;
type Edit = NonNullable<Step['edit']>;

const describedCommand: Shape = (command, parameters) => ({
  command,
  ...(parameters.includes('description') ? { description: 'Run a command' } : {}),
  ...(parameters.includes('is_background') ? { is_background: false } : {}),
});

/** How each agent's shell tool is called, by its name. */
const shells: Readonly<Record<string, Shape>> = {
  Bash: describedCommand,
  bash: describedCommand,
  run_shell_command: describedCommand,
  exec_command: (cmd) => ({ cmd }),
  shell_command: (command) => ({ command }),
  Execute: (command) => ({
    command,
    summary: 'Run a command',
    riskLevel: 'low',
    riskLevelReason: 'Reads and tests',
    timeout: 60,
  }),
  run_commands: (command) => ({ commands: [command] }),
  execute_command: (command) => ({ command, requires_approval: false }),
};

const filePath: Shape = (path, parameters) => ({ [named(parameters, /path/i)]: path });

const replacement: Shape<Edit> = ({ path, from, to }, parameters) => ({
  ...filePath(path, parameters),
  [named(parameters, /^old/)]: from,
  [named(parameters, /^new/)]: to,
  ...(parameters.includes('instruction') ? { instruction: 'Change one line' } : {}),
});

const named = (parameters: readonly string[], pattern: RegExp): string =>
  parameters.find((name) => pattern.test(name)) ?? String(pattern);

/** How each agent's reading tool is called. */
const readers: Readonly<Record<string, Shape>> = {
  Read: filePath,
  read: filePath,
  read_file: filePath,
  view: filePath,
  read_files: (path) => ({ files: [{ path }] }),
};

/** How each agent's editing tool is called. */
const editors: Readonly<Record<string, Shape<Edit>>> = {
  Edit: replacement,
  edit: replacement,
  replace: replacement,
  editor: replacement,
};

/** The call that a step makes, in the words of the tools that the request offers; null where the step only speaks. */
export function toolCall(step: Step, request: ModelRequest): ToolCall | null {
  const { tools } = request;
  const shell =
    step.run === undefined ? null : (shaped(tools, shells, step.run) ?? codeMode(tools, shellCode(step.run)));
  if (shell !== null || (step.run !== undefined && step.answer === undefined)) return shell;
  if (step.open !== undefined)
    return shaped(tools, readers, step.open) ?? codeMode(tools, patchCode(step.open, '+// seen'));
  if (step.edit !== undefined) {
    const { path, from, to } = step.edit;
    return shaped(tools, editors, step.edit) ?? codeMode(tools, patchCode(path, `-${from}\n+${to}`));
  }
  if (step.answer !== undefined) return answerCall(step.answer, tools);
  if (step.call === undefined) return null;
  const { tool: wanted, input } = step.call;
  const tool = tools.find(({ name }) => name === wanted || name.endsWith(`_${wanted}`) || name.endsWith(`-${wanted}`));
  if (tool !== undefined) return { tool, input };
  // Some offer the tools of a server only to a search. Claude Code and Droid take a call of such a tool all the same, Qwen Code by a
  // tool that calls them.
  const isDroid = tools.some((one) => one.name === 'Execute');
  const name = isDroid ? `twelvefold___${wanted}` : `mcp__twelvefold__${wanted}`;
  const bridge = tools.find((one) => one.name === 'tool_call');
  if (bridge !== undefined) return { tool: bridge, input: { name, arguments: input } };
  const isDeferred = tools.some((one) => one.name === 'ToolSearch');
  const direct = { name, parameters: [], isCustom: false, namespace: null };
  return isDeferred ? { tool: direct, input } : codeMode(tools, mcpCode(wanted, input));
}

/** Claude Code and Qwen Code take an answer of a schema by a tool of their own. */
function answerCall(answer: object, tools: readonly ModelTool[]): ToolCall | null {
  const tool = tools.find(({ name }) => /^structured_?output$/i.test(name));
  return tool === undefined ? null : { tool, input: { ...answer } };
}

function shaped<Value>(
  tools: readonly ModelTool[],
  shapes: Readonly<Record<string, Shape<Value>>>,
  value: Value,
): ToolCall | null {
  for (const [name, shape] of Object.entries(shapes)) {
    const tool = tools.find((one) => one.name === name);
    if (tool !== undefined) return { tool, input: shape(value, tool.parameters) };
  }
  return null;
}

/** Codex with a model that it knows offers one tool, `exec`, which takes JavaScript that calls the others. */
function codeMode(tools: readonly ModelTool[], script: string): ToolCall | null {
  const tool = tools.find(({ name, isCustom }) => isCustom && name === 'exec');
  return tool === undefined ? null : { tool, input: script };
}

const shellCode = (cmd: string) =>
  `const result = await tools.exec_command(${JSON.stringify({ cmd })}); text(result.output);`;

/** Codex has no tool that reads a file: it opens one by patching it. */
const patchCode = (path: string, change: string) =>
  `text(await tools.apply_patch(${JSON.stringify(`*** Begin Patch\n*** Update File: ${path}\n@@\n${change}\n*** End Patch\n`)}));`;

const mcpCode = (tool: string, input: object) =>
  `const name = Object.keys(tools).find((one) => one.endsWith(${JSON.stringify(tool)})); text(JSON.stringify(await tools[name](${JSON.stringify(input)})));`;
