import type { HookEvent } from './hook-dialect.ts';

/** What a payload is made for. */
export interface SampleCase {
  readonly session: string;
  readonly cwd: string;
  readonly prompt: string;
  /** A command that failed, and what it printed. */
  readonly command: string;
  readonly output: string;
}

/**
 * A payload as an agent hands it to its hook, after recordings (`test/fixtures/hook-payloads` holds them), to try an installed hook
 * with. Only the fields that say something are in it.
 */
export function samplePayload(agent: string, event: HookEvent, about: SampleCase): unknown {
  const { session, cwd, prompt, command, output } = about;
  const isTool = event.point === 'error' || event.point === 'file';
  switch (agent) {
    case 'copilot':
      return {
        sessionId: session,
        timestamp: 1_795_343_485_372,
        cwd,
        ...(event.point === 'start' ? { source: 'new' } : {}),
        ...(event.point === 'prompt' ? { prompt } : {}),
        ...(isTool ? { toolName: 'bash', toolArgs: { command } } : {}),
        ...(event.name === 'postToolUse' ? { toolResult: { resultType: 'failure', textResultForLlm: output } } : {}),
        ...(event.name === 'postToolUseFailure' ? { error: output } : {}),
      };
    case 'cursor':
      return {
        conversation_id: session,
        hook_event_name: event.name,
        cursor_version: '2.1.0',
        workspace_roots: [cwd],
        ...(isTool ? { tool_name: 'Shell', tool_input: { command }, cwd } : {}),
        ...(event.name === 'postToolUse' ? { tool_output: output } : {}),
        ...(event.name === 'postToolUseFailure' ? { error_message: output } : {}),
      };
    case 'cline':
      return {
        taskId: session,
        sessionContext: { rootSessionId: session },
        workspaceRoots: [cwd],
        hookName: event.name,
        ...(event.point === 'prompt' ? { userPromptSubmit: { prompt } } : {}),
        ...(event.point === 'file'
          ? {
              tool_call: { name: 'run_commands', input: { commands: [command] } },
              preToolUse: { toolName: 'run_commands' },
            }
          : {}),
        ...(event.point === 'error'
          ? {
              tool_result: {
                name: 'run_commands',
                input: { commands: [command] },
                output: [{ query: command, result: output, success: false }],
              },
              postToolUse: { toolName: 'run_commands', success: false },
            }
          : {}),
      };
    case 'opencode':
      return {
        sessionID: session,
        directory: cwd,
        ...(event.point === 'prompt' ? { output: { parts: [{ type: 'text', text: prompt }] } } : {}),
        ...(isTool
          ? { input: { tool: 'bash', args: { command } }, output: { output, metadata: { exit: 1, output } } }
          : {}),
      };
    default:
      return {
        session_id: session,
        transcript_path: null,
        cwd,
        hook_event_name: event.name,
        ...(event.point === 'start' ? { source: 'startup' } : {}),
        ...(event.point === 'prompt' ? { prompt } : {}),
        ...(event.point === 'subagent' ? { agent_id: `${session}-1`, agent_type: 'general' } : {}),
        ...(event.point === 'file' ? { tool_name: 'Read', tool_input: { file_path: `${cwd}/Makefile` } } : {}),
        ...(event.point === 'error' ? { tool_name: shellNames[agent] ?? 'Bash', tool_input: { command } } : {}),
        ...(event.point === 'error' ? failureFields(agent, event.name, output) : {}),
      };
  }
}

const shellNames: Readonly<Record<string, string>> = {
  gemini: 'run_shell_command',
  qwen: 'run_shell_command',
  droid: 'Execute',
};

function failureFields(agent: string, event: string, output: string): object {
  if (event === 'PostToolUseFailure') return { error: `Exit code 1\n${output}`, is_interrupt: false };
  if (agent === 'gemini')
    return { tool_response: { llmContent: `Output: ${output}\nExit Code: 1`, returnDisplay: output } };
  if (agent === 'droid') return { tool_response: `${output}\n\n[Process exited with code 1]` };
  return { tool_response: output };
}
