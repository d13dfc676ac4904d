import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly json: boolean;
}
const json = { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object' } as const;

const rebuildCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Make the index anew from the files',
    fullDescription: `The index is a cache: the files are the truth, and nothing is lost with it.

  twelvefold index rebuild`,
  },
  parameters: { flags: { json } },
  async func(flags) {
    const { openWorkspace } = await import('../../app/workspace.ts');
    const { indexPath, rebuildIndex } = await import('../../app/knowledge-index.ts');
    const { ToolError } = await import('../../base/errors.ts');
    const { count } = await import('../terminal-text.ts');
    const workspace = openWorkspace(this.edge);
    const result = rebuildIndex(workspace, this.edge.now);
    if (flags.json) this.out.json(result);
    else {
      if (result.written)
        this.out.line(
          `${count(result.learnings, 'learning')} indexed (${result.offered} may be offered) in ${result.milliseconds} ms`,
        );
      if (result.written && result.remark !== null) this.out.note(result.remark);
      for (const { path, line, problem } of result.problems)
        this.out.note(`${path}${line ? `:${line}` : ''}: ${problem}`);
    }
    if (!result.written)
      throw new ToolError('E_WRITE_FAILED', {
        path: indexPath(workspace),
        reason: /\((.*)\)$/s.exec(result.remark ?? '')?.[1] ?? result.remark ?? 'unknown',
      });
  },
});

const statusCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Say whether the index is up to date',
    fullDescription: `Changes nothing. An index that is out of date mends itself at the next command that needs it.

  twelvefold index status`,
  },
  parameters: { flags: { json } },
  async func(flags) {
    const { openWorkspace } = await import('../../app/workspace.ts');
    const { indexStatus } = await import('../../app/knowledge-index.ts');
    const { count } = await import('../terminal-text.ts');
    const status = indexStatus(openWorkspace(this.edge));
    if (flags.json) this.out.json(status);
    else if (!status.exists) this.out.line('There is no index yet; the first recall makes it.');
    else {
      this.out.line(`${status.path}  ${(status.bytes / 1e6).toFixed(1)} MB`);
      this.out.line(
        `${count(status.learnings, 'learning')} (${status.offered} may be offered), ${status.current ? 'up to date' : 'out of date'}`,
      );
      if (status.remark !== null)
        this.out.line(`It cannot be read (${status.remark}); \`twelvefold index rebuild\` makes it anew.`);
    }
  },
});

const refreshCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: 'Bring up to date what hooks read',
    fullDescription: `The index, the limits of the configuration and what a session is told at its start. Hooks do this by themselves at the end
of each session.

  twelvefold index refresh`,
  },
  parameters: { flags: { json } },
  async func(flags) {
    const { refreshHooks } = await import('../../app/prepare-hooks.ts');
    refreshHooks(this.edge);
    if (flags.json) this.out.json({ current: true });
    else this.out.line('What hooks read is up to date.');
  },
});

export const indexRoutes = buildRouteMap<string, CliContext>({
  routes: { rebuild: rebuildCommand, refresh: refreshCommand, status: statusCommand },
  docs: { brief: 'The search index, a cache of the knowledge files' },
});
