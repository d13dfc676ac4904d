import { toolTable } from '../call-shape.ts';

/** The tools of Gemini CLI, and of Qwen Code, which began as a copy of it. */
export const geminiTools = toolTable({
  shell: 'run_shell_command shell',
  read: 'read_file read_many_files',
  edit: 'replace edit',
  write: 'write_file',
  search: 'glob grep grep_search search_file_content ripgrep list_directory ls',
  fetch: 'web_fetch google_web_search web_search',
  agent: 'delegate_to_agent codebase_investigator cli_help generalist browser_agent task agent',
  ask: 'ask_user ask_user_question',
});
