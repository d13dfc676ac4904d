import { toolTable } from '../call-shape.ts';

/** The tools of Droid, in its sessions and in the stream of `droid exec`. */
export const droidTools = toolTable({
  shell: 'execute shell bash',
  read: 'read view',
  edit: 'edit multiedit applypatch apply_patch',
  write: 'create write',
  search: 'grep glob ls',
  fetch: 'fetchurl websearch',
  agent: 'task',
  ask: 'askuser',
});
