import { buildCommand, buildRouteMap } from '@stricli/core';
import { ToolError } from '../../base/errors.ts';
import type { CliContext } from '../context.ts';
import { parseCount } from './parse-count.ts';

export interface AddFlags {
  readonly body?: string;
  readonly criterion?: readonly string[];
  readonly depends?: readonly string[];
  readonly parent?: string;
  readonly scope?: readonly string[];
  readonly risk?: 'low' | 'medium' | 'high';
  readonly estimate?: number;
  readonly priority?: number;
  readonly label?: readonly string[];
  readonly json: boolean;
}
export interface BatchFlags {
  readonly anyOrder: boolean;
  readonly json: boolean;
}
export interface ListFlags {
  readonly status?: 'ready' | 'blocked' | 'claimed' | 'closed';
  readonly all: boolean;
  readonly label?: string;
  readonly json: boolean;
}
export interface ReadyFlags {
  readonly explain: boolean;
  readonly limit: number;
  readonly json: boolean;
}
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
export interface LinkFlags {
  readonly depends?: readonly string[];
  readonly parent?: string;
  readonly remove: boolean;
  readonly json: boolean;
}
export interface ExportFlags {
  readonly format: 'markdown' | 'beads' | 'github';
}
export interface JsonFlag {
  readonly json: boolean;
}

const json = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;
const text = (brief: string, placeholder = 'text') =>
  ({ kind: 'parsed', parse: String, optional: true, brief, placeholder }) as const;
const many = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, variadic: true, optional: true, brief, placeholder }) as const;
const yes = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;
const oneItem = {
  kind: 'tuple',
  parameters: [{ brief: 'The id, or the beginning of it', parse: String, placeholder: 'id' }],
} as const;
const as = text('The worker that acts; told from the session or the person otherwise', 'name');

const addCommand = buildCommand<AddFlags, [string], CliContext>({
  docs: {
    brief: 'Write down a piece of work',
    fullDescription: `One file in .agents/work, with what is wanted and how somebody else can tell that it is done.

  twelvefold work add "Parse empty files" --criterion "npm test passes with an empty fixture" --scope src/parser --risk low --estimate 40m
  twelvefold work add "Ship it" --depends w-7k2m`,
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'What is wanted, in one line', parse: String, placeholder: 'title' }],
    },
    flags: {
      body: text('What is wanted and why, at length; - reads standard input'),
      criterion: many('How somebody else can tell that it is done', 'text'),
      depends: many('An item that must be closed before; rig:id for one of another repository', 'id'),
      parent: text('The larger item it belongs to', 'id'),
      scope: many('Paths or globs it is expected to touch', 'path'),
      risk: { kind: 'enum', values: ['low', 'medium', 'high'], optional: true, brief: 'What going wrong would cost' },
      estimate: {
        kind: 'parsed',
        parse: parseMinutes,
        optional: true,
        brief: 'How long it should take: 40m, 2h',
        placeholder: 'time',
      },
      priority: {
        kind: 'parsed',
        parse: parsePriority,
        optional: true,
        brief: '0 first, 4 last; 2 unless given',
        placeholder: '0-4',
      },
      label: many('A word to find it by', 'word'),
      json: json('One JSON object {item, path}'),
    },
  },
  async func(flags, title) {
    const { runAdd } = await import('./work-run.ts');
    await runAdd(this, flags, title);
  },
});

const batchCommand = buildCommand<BatchFlags, string[], CliContext>({
  docs: {
    brief: 'Write down which items belong together, and in which order',
    fullDescription: `An item of its own holds the order: each of the others waits for those before it, and says nothing of them, so that whoever takes one up knows only that. Nobody works on a batch itself; it is closed when all its items are. work link adds one at the end, or takes one out.

  twelvefold work batch "Move to the new schema" w-7k2m w-9abc w-3def
  twelvefold work batch "Mend the links" w-7k2m w-9abc --any-order
  twelvefold work link w-1bat --depends w-4ghi`,
  },
  parameters: {
    positional: {
      kind: 'array',
      minimum: 2,
      parameter: { brief: 'The title, then the items', parse: String, placeholder: 'title|id' },
    },
    flags: {
      anyOrder: yes('The order does not matter'),
      json: json('One JSON object {item, path}'),
    },
  },
  async func(flags, title = '', ...members) {
    const { runBatch } = await import('./work-run.ts');
    runBatch(this, flags, title, members);
  },
});

const listCommand = buildCommand<ListFlags, [], CliContext>({
  docs: {
    brief: 'List the work that is open',
    fullDescription: `Most urgent first, with what holds each back or who has it.

  twelvefold work list --status claimed`,
  },
  parameters: {
    flags: {
      status: { kind: 'enum', values: ['ready', 'blocked', 'claimed', 'closed'], optional: true, brief: 'Only this' },
      all: yes('Closed work, too'),
      label: text('Only what has this label', 'word'),
      json: json('One JSON object {items, problems}'),
    },
  },
  async func(flags) {
    const { runList } = await import('./work-run.ts');
    runList(this, flags);
  },
});

const readyCommand = buildCommand<ReadyFlags, [], CliContext>({
  docs: {
    brief: 'List what can be taken up now',
    fullDescription: `Open, not waiting for anything, and nobody has it. --explain says of the rest what holds it back.

  twelvefold work ready --explain`,
  },
  parameters: {
    flags: {
      explain: yes('Why each is ready, and why the others are not'),
      limit: {
        kind: 'parsed',
        parse: (value) => parseCount(value, 'work'),
        default: '20',
        brief: 'How many to show',
        placeholder: 'number',
      },
      json: json('One JSON object {items, waiting, problems}'),
    },
  },
  async func(flags) {
    const { runReady } = await import('./work-run.ts');
    runReady(this, flags);
  },
});

const showCommand = buildCommand<JsonFlag, [string], CliContext>({
  docs: { brief: 'Show one piece of work with its notes', fullDescription: '  twelvefold work show w-7k2m' },
  parameters: { positional: oneItem, flags: { json: json('One JSON object') } },
  async func(flags, id) {
    const { runShow } = await import('./work-run.ts');
    runShow(this, flags, id);
  },
});

const claimCommand = buildCommand<ClaimFlags, [string], CliContext>({
  docs: {
    brief: 'Take a piece of work; one worker wins',
    fullDescription: `Seen by all worktrees at once. Claiming again lengthens the lease; when it runs out others may take the item over. With the workflow switched on (twelvefold tier), an item of medium or high risk asks for its research first.

  twelvefold work claim w-7k2m --lease 2h
  twelvefold work claim w-7k2m --skip-research "one line, reverted the same way"`,
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
      skipResearch: text('Why it is built without research, where that is asked for; kept in the ledger', 'reason'),
      as,
      json: json('One JSON object {item, worker, until, fence, …}'),
    },
  },
  async func(flags, id) {
    const { runClaim } = await import('./work-run.ts');
    runClaim(this, flags, id);
  },
});

const releaseCommand = buildCommand<ReleaseFlags, [string], CliContext>({
  docs: {
    brief: 'Give a piece of work back',
    fullDescription: '  twelvefold work release w-7k2m --reason "needs the new schema first"',
  },
  parameters: {
    positional: oneItem,
    flags: { reason: text('Why, for whoever takes it next'), as, json: json('One JSON object') },
  },
  async func(flags, id) {
    const { runRelease } = await import('./work-run.ts');
    runRelease(this, flags, id);
  },
});

const noteCommand = buildCommand<NoteFlags, [string, string], CliContext>({
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
      json: json('One JSON object {id, artefacts}'),
    },
  },
  async func(flags, id, note) {
    const { runNote } = await import('./work-run.ts');
    await runNote(this, flags, id, note);
  },
});

const resultCommand = buildCommand<ResultFlags, [string, string], CliContext>({
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
    flags: { as, json: json('One JSON object {id, status, summary, artefacts}') },
  },
  async func(flags, id, written) {
    const { runResult } = await import('./work-run.ts');
    await runResult(this, flags, id, written);
  },
});

const artefactsCommand = buildCommand<JsonFlag, [string?], CliContext>({
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
    flags: { json: json('One JSON object {ok, artefacts}') },
  },
  async func(flags, id) {
    const { runArtefacts } = await import('./work-run.ts');
    runArtefacts(this, flags, id ?? null);
  },
});

const closeCommand = buildCommand<CloseFlags, [string], CliContext>({
  docs: {
    brief: 'Close a piece of work for good',
    fullDescription: `Commits that are named must exist and be part of this branch, or their patch must. Whoever lost the item to somebody else cannot close it. With the workflow switched on (twelvefold tier) it takes a passing verdict, and the ledger locks it in.

  twelvefold work close w-7k2m --commit HEAD
  twelvefold work close w-7k2m --milestone v1.4`,
  },
  parameters: {
    positional: oneItem,
    flags: {
      commit: many('A commit that did it', 'revision'),
      reason: text('How it was settled, where no commit says so'),
      milestone: text('Mark its last commit by an annotated tag with what was reached', 'tag'),
      override: text('A person’s reason for closing it without a passing verdict, where one is asked for'),
      fence: {
        kind: 'parsed',
        parse: (value) => parseCount(value, 'work'),
        optional: true,
        brief: 'The number that the claim gave',
        placeholder: 'number',
      },
      as,
      json: json('One JSON object {id, commits, verdict, changed}'),
    },
  },
  async func(flags, id) {
    const { runClose } = await import('./work-run.ts');
    runClose(this, flags, id);
  },
});

const reopenCommand = buildCommand<ReopenFlags, [string], CliContext>({
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
      json: json('One JSON object {id, child, path, commit}'),
    },
  },
  async func(flags, id) {
    const { runReopen } = await import('./work-run.ts');
    runReopen(this, flags, id);
  },
});

const allowCommand = buildCommand<AllowFlags, [string], CliContext>({
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
      json: json('One JSON object {id}'),
    },
  },
  async func(flags, id) {
    const { runAllow } = await import('./work-run.ts');
    runAllow(this, flags, id);
  },
});

const linkCommand = buildCommand<LinkFlags, [string], CliContext>({
  docs: {
    brief: 'Change what an item waits for or belongs to',
    fullDescription: `A circle is refused and shown.

  twelvefold work link w-7k2m --depends w-9abc
  twelvefold work link w-7k2m --depends w-9abc --remove`,
  },
  parameters: {
    positional: oneItem,
    flags: {
      depends: many('An item that must be closed before; rig:id for one of another repository', 'id'),
      parent: text('The larger item it belongs to', 'id'),
      remove: yes('Take these links out'),
      json: json('One JSON object {id, depends, parent, changed}'),
    },
  },
  async func(flags, id) {
    const { runLink } = await import('./work-run.ts');
    runLink(this, flags, id);
  },
});

const importCommand = buildCommand<JsonFlag, [string], CliContext>({
  docs: {
    brief: 'Take in work of another tracker',
    fullDescription: `Beads JSON lines, an export of GitHub issues (gh issue list --state all --json number,title,body,state,labels,createdAt,closedAt), or a markdown list of - [ ]. Ids are kept; what is here already is left as it is.

  twelvefold work import .beads/issues.jsonl
  twelvefold work import TODO.md`,
  },
  parameters: {
    positional: { kind: 'tuple', parameters: [{ brief: 'The file', parse: String, placeholder: 'file' }] },
    flags: { json: json('One JSON object {added, there, dropped, problems}') },
  },
  async func(flags, file) {
    const { runImport } = await import('./work-run.ts');
    runImport(this, flags, file);
  },
});

const exportCommand = buildCommand<ExportFlags, [], CliContext>({
  docs: {
    brief: 'Print all work for another tool to read',
    fullDescription: `A view: it is made anew each time and never read back.

  twelvefold work export --format markdown > TODO.md`,
  },
  parameters: {
    flags: {
      format: {
        kind: 'enum',
        values: ['markdown', 'beads', 'github'],
        default: 'markdown',
        brief: 'A list to tick off, beads JSON lines, or GitHub issues as JSON',
      },
    },
  },
  async func(flags) {
    const { runExport } = await import('./work-run.ts');
    runExport(this, flags);
  },
});

export const workRoutes = buildRouteMap({
  routes: {
    add: addCommand,
    batch: batchCommand,
    list: listCommand,
    ready: readyCommand,
    show: showCommand,
    claim: claimCommand,
    release: releaseCommand,
    note: noteCommand,
    result: resultCommand,
    artefacts: artefactsCommand,
    close: closeCommand,
    reopen: reopenCommand,
    allow: allowCommand,
    link: linkCommand,
    import: importCommand,
    export: exportCommand,
  },
  docs: { brief: 'Work items: what is to be done, who has it, what is ready' },
});

/** `40m`, `2h` or a number of minutes. */
function parseMinutes(value: string): number {
  const match = /^(\d{1,5})\s*(m|min|h)?$/.exec(value.trim());
  const minutes = Number(match?.[1]) * (match?.[2] === 'h' ? 60 : 1);
  if (!(minutes >= 1))
    throw new ToolError('E_USAGE', { problem: `A time looks like 40m or 2h, not "${value}".`, command: 'work' });
  return minutes;
}

function parsePriority(value: string): number {
  if (!/^[0-4]$/.test(value))
    throw new ToolError('E_USAGE', { problem: `A priority is 0 to 4, not "${value}".`, command: 'work add' });
  return Number(value);
}
