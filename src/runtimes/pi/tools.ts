import { toolTable } from '../call-shape.ts';

/** The tools of pi. */
export const piTools = toolTable({
  shell: 'bash',
  read: 'read',
  edit: 'edit',
  write: 'write',
  search: 'grep find ls',
});
