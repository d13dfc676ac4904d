import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';

interface Flags {
  readonly yes: boolean;
  readonly agent?: readonly string[];
  readonly user: boolean;
  readonly instructions: boolean;
  readonly trustCodexHooks: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export const initCommand = buildCommand<Flags, [], CliContext>({
  docs: {
    brief: "Put twelvefold into your agents' settings, so that the loop turns by itself",
    fullDescription: `Finds the agents you use, says what it will write into which files, asks (on a terminal), and writes: hooks, the MCP
server, a skill. Comments, order and foreign hooks in the files stay; running it again changes nothing; \`twelvefold uninstall\`
takes back exactly what was written.

  twelvefold init                       the agents found here, for this repository
  twelvefold init --agent codex --user  one agent, for all your work
  twelvefold init --yes                 without asking, for scripts and containers`,
  },
  parameters: {
    flags: {
      yes: { kind: 'boolean', brief: 'Ask nothing', default: false, withNegated: false },
      agent: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        brief: 'Only this agent, found or not (may be given several times)',
        placeholder: 'name',
      },
      user: {
        kind: 'boolean',
        brief: "Into your own settings, for all your work, instead of this repository's",
        default: false,
        withNegated: false,
      },
      instructions: {
        kind: 'boolean',
        brief:
          'Also say in AGENTS.md (CLAUDE.md, GEMINI.md where that is what the agent reads) that twelvefold is there, and what is guidance',
        default: false,
        withNegated: false,
      },
      trustCodexHooks: {
        kind: 'boolean',
        brief: 'Also write down in ~/.codex/config.toml that you trust these hooks; Codex runs no others',
        default: false,
        withNegated: false,
      },
      dryRun: {
        kind: 'boolean',
        brief: 'Say what would be written and write nothing',
        default: false,
        withNegated: false,
      },
      json: { kind: 'boolean', brief: 'One JSON object', default: false, withNegated: false },
    },
  },
  async func(flags) {
    const { runInit } = await import('./init-run.ts');
    return runInit(this, flags);
  },
});

export type { Flags as InitFlags };
