import { buildCommand, buildRouteMap } from '@stricli/core';
import { ToolError } from '../../base/errors.ts';
import type { CliContext } from '../context.ts';
import { type JsonFlag, many, oneItem, parseMinutes, text, yes } from './flags.ts';
import { parseCount } from './parse-count.ts';
import {
  allowCommand,
  artefactsCommand,
  claimCommand,
  closeCommand,
  noteCommand,
  releaseCommand,
  reopenCommand,
  resultCommand,
} from './work-doing.ts';

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
export interface LinkFlags {
  readonly depends?: readonly string[];
  readonly parent?: string;
  readonly remove: boolean;
  readonly json: boolean;
}
export interface ExportFlags {
  readonly format: 'markdown' | 'beads' | 'github';
}

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
      json: yes('One JSON object {item, path}'),
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
      json: yes('One JSON object {item, path}'),
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
      json: yes('One JSON object {items, problems}'),
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
      json: yes('One JSON object {items, waiting, problems}'),
    },
  },
  async func(flags) {
    const { runReady } = await import('./work-run.ts');
    runReady(this, flags);
  },
});

const showCommand = buildCommand<JsonFlag, [string], CliContext>({
  docs: { brief: 'Show one piece of work with its notes', fullDescription: '  twelvefold work show w-7k2m' },
  parameters: { positional: oneItem, flags: { json: yes('One JSON object') } },
  async func(flags, id) {
    const { runShow } = await import('./work-run.ts');
    runShow(this, flags, id);
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
      json: yes('One JSON object {id, depends, parent, changed}'),
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
    flags: { json: yes('One JSON object {added, there, dropped, problems}') },
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

/** @param workflow whether help tells of what belongs to it */
export const workRoutes = (workflow: boolean) =>
  buildRouteMap({
    routes: {
      add: addCommand,
      batch: batchCommand,
      list: listCommand,
      ready: readyCommand,
      show: showCommand,
      claim: claimCommand(workflow),
      release: releaseCommand,
      note: noteCommand,
      result: resultCommand,
      artefacts: artefactsCommand,
      close: closeCommand(workflow),
      reopen: reopenCommand,
      allow: allowCommand,
      link: linkCommand,
      import: importCommand,
      export: exportCommand,
    },
    docs: {
      brief: 'Work items: what is to be done, who has it, what is ready',
      // The signal answers a brief.
      ...(workflow ? {} : { hideRoute: { allow: true, result: true } as const }),
    },
  });

function parsePriority(value: string): number {
  if (!/^[0-4]$/.test(value))
    throw new ToolError('E_USAGE', { problem: `A priority is 0 to 4, not "${value}".`, command: 'work add' });
  return Number(value);
}
