import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { as, hiddenUnless, type JsonFlag, many, oneItem, parseMinutes, text, yes } from './flags.ts';
import { parseCount } from './parse-count.ts';

// What a worker does with an item: takes it, notes, hands in, closes it. Help is silent about the workflow where it is switched off.

export interface ClaimFlags {
  readonly lease: number;
  readonly skipResearch?: string;
  readonly as?: string;
  readonly json: boolean;
}
export interface ReleaseFlags {
  readonly reason?: string;
  readonly as?: string;
  readonly json: boolean;
}
export interface NoteFlags {
  readonly artefact?: readonly string[];
  readonly location?: string;
  readonly json: boolean;
}
export interface ResultFlags {
  readonly as?: string;
  readonly json: boolean;
}
export interface CloseFlags {
  readonly commit?: readonly string[];
  readonly reason?: string;
  readonly fence?: number;
  readonly override?: string;
  readonly milestone?: string;
  readonly as?: string;
  readonly json: boolean;
}
export interface ReopenFlags {
  readonly reason?: string;
  readonly revert: boolean;
  readonly json: boolean;
}
export interface AllowFlags extends Omit<ReopenFlags, 'revert'> {
  readonly risk?: 'low' | 'medium' | 'high';
}

/** @param workflow whether help tells of it */
export const claimCommand = (workflow: boolean) =>
  buildCommand<ClaimFlags, [string], CliContext>({
    docs: {
      brief: 'Take a piece of work; one worker wins',
      fullDescription: `Seen by all worktrees at once. Claiming again lengthens the lease; when it runs out others may take the item over.${workflow ? ' With the workflow switched on (twelvefold tier), an item of medium or high risk asks for its research first.' : ''}

  twelvefold work claim w-7k2m --lease 2h${workflow ? '\n  twelvefold work claim w-7k2m --skip-research "one line, reverted the same way"' : ''}`,
    },
    parameters: {
      positional: oneItem,
      flags: {
        lease: {
          kind: 'parsed',
          parse: parseMinutes,
          default: '2h',
          brief: 'How long you want it: 40m, 2h',
          placeholder: 'time',
        },
        skipResearch: {
          ...text('Why it is built without research, where that is asked for; kept in the ledger', 'reason'),
          ...hiddenUnless(workflow),
        },
        as,
        json: yes('One JSON object {item, worker, until, fence, …}'),
      },
    },
    async func(flags, id) {
      const { runClaim } = await import('./work-run.ts');
      runClaim(this, flags, id);
    },
  });

export const releaseCommand = buildCommand<ReleaseFlags, [string], CliContext>({
  docs: {
    brief: 'Give a piece of work back',
    fullDescription: '  twelvefold work release w-7k2m --reason "needs the new schema first"',
  },
  parameters: {
    positional: oneItem,
    flags: { reason: text('Why, for whoever takes it next'), as, json: yes('One JSON object') },
  },
  async func(flags, id) {
    const { runRelease } = await import('./work-run.ts');
    runRelease(this, flags, id);
  },
});

export const noteCommand = buildCommand<NoteFlags, [string, string], CliContext>({
  docs: {
    brief: 'Write down what the next worker should know',
    fullDescription: `What is large stays where it is: --artefact keeps its path, size and hash, and --location where others get it.

  twelvefold work note w-7k2m "The fixture needs LF line ends"
  twelvefold work note w-7k2m "Trained on the March data" --artefact out/model.bin --location s3://models/march.bin`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        ...oneItem.parameters,
        { brief: 'The note, or - for standard input', parse: String, placeholder: 'text' },
      ],
    },
    flags: {
      artefact: many('A file of this repository that it is about, kept by its hash', 'file'),
      location: text('Where others get it: an address, or "LFS"', 'where'),
      json: yes('One JSON object {id, artefacts}'),
    },
  },
  async func(flags, id, note) {
    const { runNote } = await import('./work-run.ts');
    await runNote(this, flags, id, note);
  },
});

export const resultCommand = buildCommand<ResultFlags, [string, string], CliContext>({
  docs: {
    brief: 'Take the signal with which a worker stops, and the files it left by their hashes',
    fullDescription: `Workers write what they found out to files, and return one line of JSON, at most 1 KB, as the last line that they print: {"status":"done","summary":"…","files":["…"]}. A brief asks for it; nothing else of what they printed is kept. The signal stands in \`work show\` and in the next brief. Exit code 1: it failed, or that is no signal; 3: it is blocked.

  claude -p "$(twelvefold brief w-7k2m)" | twelvefold work result w-7k2m -
  twelvefold work result w-7k2m '{"status":"done","summary":"Three parsers compared","files":["docs/parsers.md"]}'`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        ...oneItem.parameters,
        { brief: 'The signal, or - for standard input', parse: String, placeholder: 'signal' },
      ],
    },
    flags: { as, json: yes('One JSON object {id, status, summary, artefacts}') },
  },
  async func(flags, id, written) {
    const { runResult } = await import('./work-run.ts');
    await runResult(this, flags, id, written);
  },
});

export const artefactsCommand = buildCommand<JsonFlag, [string?], CliContext>({
  docs: {
    brief: 'Check whether the files that notes and results refer to are still the same',
    fullDescription: `Each against the hash it had. Exit code 1 where one was changed, or is gone and nobody said where others get it.

  twelvefold work artefacts
  twelvefold work artefacts w-7k2m`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Only of this item', parse: String, placeholder: 'id', optional: true }],
    },
    flags: { json: yes('One JSON object {ok, artefacts}') },
  },
  async func(flags, id) {
    const { runArtefacts } = await import('./work-run.ts');
    runArtefacts(this, flags, id ?? null);
  },
});

/** @param workflow whether help tells of it */
export const closeCommand = (workflow: boolean) =>
  buildCommand<CloseFlags, [string], CliContext>({
    docs: {
      brief: 'Close a piece of work for good',
      fullDescription: `Commits that are named must exist and be part of this branch, or their patch must. Whoever lost the item to somebody else cannot close it.${workflow ? ' With the workflow switched on (twelvefold tier) it takes a passing verdict, and the ledger locks it in.' : ''}

  twelvefold work close w-7k2m --commit HEAD
  twelvefold work close w-7k2m --milestone v1.4`,
    },
    parameters: {
      positional: oneItem,
      flags: {
        commit: many('A commit that did it', 'revision'),
        reason: text('How it was settled, where no commit says so'),
        milestone: text('Mark its last commit by an annotated tag with what was reached', 'tag'),
        override: {
          ...text('A person’s reason for closing it without a passing verdict, where one is asked for'),
          ...hiddenUnless(workflow),
        },
        fence: {
          kind: 'parsed',
          parse: (value) => parseCount(value, 'work'),
          optional: true,
          brief: 'The number that the claim gave',
          placeholder: 'number',
        },
        as,
        json: yes('One JSON object {id, commits, verdict, changed}'),
      },
    },
    async func(flags, id) {
      const { runClose } = await import('./work-run.ts');
      runClose(this, flags, id);
    },
  });

export const reopenCommand = buildCommand<ReopenFlags, [string], CliContext>({
  docs: {
    brief: 'Take closed work up again, in a child',
    fullDescription: `The item stays closed: what was settled stays settled. The child says why and goes on.

  twelvefold work reopen w-7k2m --reason "empty files still fail on Windows"`,
  },
  parameters: {
    positional: oneItem,
    flags: {
      reason: text('Why'),
      revert: yes('Also take its commits back, by one new commit; history stays as it is'),
      json: yes('One JSON object {id, child, path, commit}'),
    },
  },
  async func(flags, id) {
    const { runReopen } = await import('./work-run.ts');
    runReopen(this, flags, id);
  },
});

export const allowCommand = buildCommand<AllowFlags, [string], CliContext>({
  docs: {
    brief: 'Let an item be tried again whose attempts are used up',
    fullDescription: `For a person. The count begins anew. A change without an item is stopped by the failure that it met three times, and let go by its name.

  twelvefold work allow w-7k2m --reason "the fixture was wrong, it is mended"
  twelvefold work allow sg-0f3a91c2de --reason "the port was taken by a server left running"
  twelvefold work allow w-7k2m --risk low --reason "a typo"`,
  },
  parameters: {
    positional: oneItem,
    flags: {
      reason: text('Why'),
      risk: {
        kind: 'enum',
        values: ['low', 'medium', 'high'],
        optional: true,
        brief: 'What going wrong would cost, instead of trying again; what an item says of itself is never low',
      },
      json: yes('One JSON object {id}'),
    },
  },
  async func(flags, id) {
    const { runAllow } = await import('./work-run.ts');
    runAllow(this, flags, id);
  },
});
