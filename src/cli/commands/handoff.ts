import { buildCommand, buildRouteMap } from '@stricli/core';
import type { CliContext } from '../context.ts';

export interface HandoffWriteFlags {
  readonly from?: string;
  readonly session?: string;
  readonly agent?: string;
  readonly auto: boolean;
  readonly json: boolean;
}

const json = { kind: 'boolean', default: false, withNegated: false, brief: 'One JSON object' } as const;
const text = (brief: string) => ({ kind: 'parsed', parse: String, optional: true, brief }) as const;

const writeCommand = buildCommand<HandoffWriteFlags, string[], CliContext>({
  docs: {
    brief: 'Write a handoff: what the next session must know, in 3 to 20 lines',
    fullDescription: `Writes .agents/handoffs/<time>-<goal>.md with the headings Goal, Done, Decisions and Next. Without a text it is drawn
up from the session at work: what was asked, commits and checks, decisions, what is open. The next session on this
branch begins with it, once.

  twelvefold handoff write                 from the latest session of this repository
  twelvefold handoff write --from - <<'END'
  ## Goal
  Make the parser accept comments
  ## Done
  - Lexer skips them (src/lexer.ts), its tests pass
  ## Decisions
  - Comments are dropped, not kept in the tree: nobody reads them
  ## Next
  - The same in src/printer.ts; \`npm test\` shows the three cases
  END`,
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { brief: 'The handoff itself', parse: String, placeholder: 'text' },
    },
    flags: {
      from: text('A file that holds it, or `-` for standard input'),
      session: text('The session, by its id or its beginning, or a transcript'),
      agent: text('The agent that writes it, by its name'),
      auto: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'For hooks: into the local state, quietly; what goes wrong is no error',
      },
      json,
    },
  },
  async func(flags, ...words) {
    const { runHandoffWrite } = await import('./handoff-run.ts');
    await runHandoffWrite(this, flags, words.join(' '));
  },
});

const showCommand = buildCommand<{ readonly json: boolean }, [name?: string], CliContext>({
  docs: {
    brief: 'Show what a fresh session needs to go on from a handoff',
    fullDescription: `The handoff, how the repository stands now, and what is known here: all that a fresh session, or a person, needs to
go on; nothing of the transcript. Without a name, the newest of this branch.

  twelvefold handoff show
  claude "$(twelvefold handoff show)"`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'A file or a part of its name, or a session', parse: String, placeholder: 'name', optional: true },
      ],
    },
    flags: { json },
  },
  async func(flags, name) {
    const { runHandoffShow } = await import('./handoff-run.ts');
    runHandoffShow(this, flags.json, name);
  },
});

const lintCommand = buildCommand<{ readonly json: boolean }, string[], CliContext>({
  docs: {
    brief: 'Check handoff files: 3 to 20 lines, at most 500 tokens, the four headings',
    fullDescription: `Says what is missing or too much, with the line and what to do. Exit code 1 when something is.

  twelvefold handoff lint .agents/handoffs/*.md
  twelvefold handoff lint - <notes.md`,
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'Handoff files, or `-` for standard input', parse: String, placeholder: 'file' },
    },
    flags: { json },
  },
  async func(flags, ...files) {
    const { runHandoffLint } = await import('./handoff-run.ts');
    await runHandoffLint(this, flags.json, files);
  },
});

export const handoffRoutes = buildRouteMap({
  routes: { write: writeCommand, show: showCommand, lint: lintCommand },
  docs: { brief: 'Hand a session over to a fresh one' },
});
