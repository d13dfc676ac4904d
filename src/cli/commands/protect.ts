import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

export interface ProtectFlags {
  readonly hooks: boolean;
  readonly remove: boolean;
  readonly print?: 'github' | 'gitlab';
  readonly ci?: 'github' | 'gitlab';
  readonly json: boolean;
}

const flag = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;
const forge = (brief: string) => ({ kind: 'enum', values: ['github', 'gitlab'], optional: true, brief }) as const;

export const protectCommand = buildCommand<ProtectFlags, [], CliContext>({
  docs: {
    brief: 'Hold what was won: git hooks beside yours, rules for the forge, a CI recipe',
    fullDescription: `--hooks puts its lines into prepare-commit-msg (offers Context, Solution, Learning and Impact in the editor), commit-msg (says when a subject says nothing, or one of those is left open), pre-push (stops a push with a worse ratchet or a touched ledger, and one that would force or delete the protected branch) and post-merge (says when that branch is broken). Hooks that are there keep running, wherever git is told to look for them. --remove takes the lines out, to the byte.
--print and --ci write nothing. Without a flag it tells how things stand.

  twelvefold protect --hooks
  twelvefold protect --print github > ruleset.json && gh api --method POST repos/OWNER/REPO/rulesets --input ruleset.json
  twelvefold protect --ci github > .github/workflows/twelvefold.yml`,
  },
  parameters: {
    flags: {
      hooks: flag('Put the hooks in'),
      remove: flag('Take the hooks out again'),
      print: forge('Print the rules of the protected branch for a forge, as JSON'),
      ci: forge('Print a file for the CI of a forge'),
      json: flag('One JSON object'),
    },
  },
  async func(flags) {
    const { runProtect } = await import('./protect-run.ts');
    runProtect(this, flags);
  },
});

/** What the hooks of git call; nobody types it. */
export const gitHookCommand = buildCommand<Record<never, never>, string[], CliContext>({
  docs: { brief: 'Answer a hook of git', fullDescription: '  twelvefold git-hook pre-push origin URL < refs' },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'The hook, then what git gave it', parse: String, placeholder: 'hook|argument' },
      minimum: 1,
    },
  },
  async func(_flags, name = '', ...args) {
    const { runGitHookCommand } = await import('./protect-run.ts');
    await runGitHookCommand(this, name, args);
  },
});
