import { toolTable } from '../call-shape.ts';

/** The tools of Copilot CLI; those that read on or stop a running shell are no commands of their own. */
export const copilotTools = toolTable({
  shell: 'bash powershell shell local_shell',
  read: 'view read_file',
  edit: 'edit str_replace str_replace_editor apply_patch multi_edit',
  write: 'create write write_file',
  search: 'grep glob rg ls lsp',
  fetch: 'web_fetch web_search fetch',
  agent: 'task agent',
  ask: 'ask_user',
});
