/**
 * Every error a user can meet, in one registry: a permanent code, what happened and why, what to do next, and the exit code.
 * Exit codes: 0 ok, 1 gate failed, 2 usage, 3 blocked or needs a human, 4 budget spent.
 */
interface ErrorEntry {
  readonly exit: 1 | 2 | 3 | 4;
  /** What happened and why. `{name}` is replaced by the value given under that name. */
  readonly message: string;
  /** What to do next: a command to type or a change to make. */
  readonly hint: string;
}

export const errorRegistry = {
  E_USAGE: { exit: 2, message: '{problem}', hint: 'Run `twelvefold {command} --help` for the flags and an example.' },
  E_FILE_NOT_FOUND: {
    exit: 2,
    message: 'There is no file {path}.',
    hint: 'Check the path; it is taken relative to the current folder.',
  },
  E_FILE_UNREADABLE: {
    exit: 2,
    message: '{path} cannot be read: {reason}.',
    hint: 'Check the permissions of the file and try again; nothing was changed.',
  },
  E_NOT_A_TRANSCRIPT: {
    exit: 2,
    message: '{path} is not a transcript that twelvefold can read: {reason}.',
    hint: 'Give a session file of an agent that is read; `twelvefold sessions` lists those of this repository.',
  },
  E_AGENT_NOT_READ: {
    exit: 2,
    message: '{path} is a transcript of {agent}, which twelvefold finds but does not read yet.',
    hint: '`twelvefold sessions` lists the sessions that can be read; docs/agents.md lists the agents.',
  },
  E_NO_SESSION: {
    exit: 2,
    message: 'No session of this repository begins with {id}.',
    hint: '`twelvefold sessions` lists them with their ids.',
  },
  E_NOT_AT_WORK: {
    exit: 2,
    message: 'No session of this repository is at work on this machine.',
    hint: '`twelvefold sessions` lists those that were.',
  },
  E_AMBIGUOUS_SESSION: {
    exit: 2,
    message: '{count} sessions of this repository begin with {id}: {ids}.',
    hint: 'Type more of the id.',
  },
  E_WRITE_FAILED: {
    exit: 3,
    message: '{path} could not be written: {reason}.',
    hint: 'Free space, mend the permissions, or let the agent’s sandbox write there (Codex: `sandbox_workspace_write.writable_roots`), and run it again; what was there before is unchanged.',
  },
  E_SCHEMA_NEWER: {
    exit: 3,
    message: '{path} was written by a newer twelvefold (schema {found}, this one knows {known}).',
    hint: 'Update twelvefold to change it; until then it is read and left as it is.',
  },
  E_RECORD_INVALID: {
    exit: 2,
    message: '{path}: {problem}',
    hint: 'Mend it by hand (it is plain text), then run this again.',
  },
  E_CONFIG_INVALID: { exit: 2, message: '{path}: {problem}', hint: '{fix}' },
  E_UNKNOWN_ID: { exit: 2, message: 'There is no learning {id} here.', hint: '{suggestion}' },
  E_NOT_TOLD: {
    exit: 2,
    message: 'No session was told {id}{reason}.',
    hint: '`twelvefold pool show {id}` shows what is known of it.',
  },
  E_NOT_CITABLE: {
    exit: 1,
    message: 'The learning {id} cannot be cited: {reason}.',
    hint: 'Only what a session was really given can be cited; `twelvefold recall TEXT` shows the ids that exist.',
  },
  E_REASON_NEEDED: {
    exit: 2,
    message: '{verb} needs a reason, so that the next reader knows why.',
    hint: 'Add --reason "…".',
  },
  E_GATE: { exit: 1, message: 'Not kept: {reason}.', hint: '{fix}' },
  E_INCOMPLETE: { exit: 1, message: '{reason}.', hint: 'Fill in what is named above and check again.' },
  E_HANDOFF: { exit: 1, message: 'This is no handoff: {problem}.', hint: '{fix}' },
  E_NO_HANDOFF: {
    exit: 2,
    message: 'There is no handoff {what}.',
    hint: '`twelvefold handoff write` draws one up from the session at work.',
  },
  E_SCRATCH: {
    exit: 3,
    message: 'Nothing is kept: {what}.',
    hint: 'What a scratch session shows stays there; `twelvefold forge FILE --dry-run` still looks at it.',
  },
  E_INDEX_LOCKED: {
    exit: 3,
    message: 'The index {path} is locked by another process.',
    hint: 'Try again in a moment; the knowledge files themselves are not affected.',
  },
  E_NO_GIT: {
    exit: 3,
    message: '{what} needs git, and {path} is in no checkout of it.',
    hint: 'Run `git init` first, go to a clone where this is a bare repository, or leave out what needs history.',
  },
  E_BARE: {
    exit: 3,
    message: 'Nothing was published: {path} is a bare repository, which has no `.agents`.',
    hint: 'Run it in a worktree (`git worktree add FOLDER`), which knows what is known here; `twelvefold pool promote ID --to observation` uses a learning without publishing it.',
  },
  E_GIT_FAILED: {
    exit: 3,
    message: '`{command}` failed: {reason}',
    hint: 'Mend what git says and run the command again; nothing is lost, and what was done already is not done twice.',
  },
  E_GIT_BUSY: {
    exit: 3,
    message: 'Nothing was committed: {reason}.',
    hint: '{fix}',
  },
  E_UNKNOWN_ITEM: { exit: 2, message: 'There is no work item {id} here.', hint: '{suggestion}' },
  E_WORK_BLOCKED: { exit: 3, message: '{id} cannot be {act}: {reason}.', hint: '{fix}' },
  E_WORK_CYCLE: {
    exit: 1,
    message: 'Nothing was changed: the items would wait for each other in a circle, {cycle}.',
    hint: 'Take one of these out with `twelvefold work link ID --depends OTHER --remove`, or split the item.',
  },
  E_DIRTY: {
    exit: 1,
    message: 'Nothing was {done}: what is not committed cannot be ({paths}).',
    hint: 'Commit them, or put them away with `git stash -u`: what is shown and held is what is committed.',
  },
  E_BUDGET: {
    exit: 4,
    message: '{id} has used up its attempts: {count} validations failed, the last on {reason}.',
    hint: 'A person has to look: `twelvefold work show {id}` tells what was tried; `twelvefold work allow {id} --reason "…"` lets it be tried again.',
  },
  E_SAME_FAILURE: {
    exit: 4,
    message: '{what} failed {count} times in the same way ({failure}): {reason}.',
    hint: 'Find out what is behind it before it is tried again. A person says what it was: `twelvefold work allow {id} --reason "…"`.',
  },
  E_COUNCIL: { exit: 2, message: 'No council: {reason}.', hint: '{fix}' },
  E_SIGNAL: {
    exit: 1,
    message: 'This is no signal of a worker: {problem}.',
    hint: 'Its last line is one line of JSON, at most 1 KB: {example}. What is longer goes into a file that it names.',
  },
  E_TOO_LARGE: {
    exit: 1,
    message: '{what} is too large for .agents: {size}, and at most {most} are kept there.',
    hint: 'Put it where git ignores it, or into LFS, and keep a reference: `twelvefold work note ID "what it is" --artefact FILE --location WHERE`.',
  },
  E_NOT_MEASURED: {
    exit: 1,
    message: 'Nothing was measured: {reason}.',
    hint: 'Run the program by hand in the root of the checkout until it says what it should.',
  },
  E_NO_GATES: {
    exit: 1,
    message: 'Nothing was validated: no check was found in {path}.',
    hint: 'Name one in .agents/twelvefold.yaml, for example `validate.gates: ["npm test"]`.',
  },
  E_NO_REVISION: { exit: 2, message: '{problem}.', hint: '{suggestion}' },
  E_NO_BOUNDS: {
    exit: 2,
    message: '{id} does not say yet {lacking}: research would have no end.',
    hint: 'Add it to {path} first.',
  },
  E_NO_PHASE: {
    exit: 1,
    message: '{id} has no {what} yet.',
    hint: '`twelvefold {command} new {id}` writes the template to fill in.',
  },
  E_NOT_DONE: { exit: 1, message: '{id} is not done: {reason}.', hint: '{fix}' },
  E_NOT_MERGED: { exit: 3, message: '{what} was not merged: {reason}.', hint: '{fix}' },
  E_SETTINGS_BROKEN: {
    exit: 3,
    message: '{path}:{line}:{column}: {problem}. It was left as it is.',
    hint: 'Mend the file, then run `twelvefold init` again; what is in place already stays.',
  },
  E_BUSY: {
    exit: 3,
    message: 'Another twelvefold (process {owner}) is at it: {path}.',
    hint: 'Wait for it to end; if it never does, delete that file.',
  },
  E_INSTALL_RECORD: {
    exit: 3,
    message: '{path} is not a record of what was installed.',
    hint: 'Delete it and run `twelvefold init` again: what is in the settings already is found by its marks.',
  },
  E_NO_AGENT: {
    exit: 2,
    message: 'No AI coding agent was found on this machine.',
    hint: 'Name one: `twelvefold init --agent NAME`, with NAME one of {known}.',
  },
  E_TIER_OFF: {
    exit: 3,
    message: '{what} to the {tier} tier, which is off here.',
    hint: 'Switch it on for yourself: `twelvefold tier {tier} on`.',
  },
  E_NO_ANSWER: {
    exit: 3,
    message: 'Nobody answered "{question}": the input ended.',
    hint: 'Run it again at a terminal that somebody sits at; `--help` tells what it takes without one.',
  },
  E_NEEDS_TERMINAL: { exit: 2, message: '{command} asks questions and needs a terminal.', hint: '{instead}' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorRegistry;
export type ErrorData = Readonly<Record<string, string | number>>;

/** An error with a permanent code. Text and `--json` are made from the same object. */
export class ToolError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;
  readonly hint: string;
  readonly exit: number;

  constructor(code: ErrorCode, data: ErrorData = {}, options?: ErrorOptions) {
    const entry: ErrorEntry = errorRegistry[code];
    super(fill(entry.message, data), options);
    this.name = 'ToolError';
    this.code = code;
    this.data = data;
    this.hint = fill(entry.hint, data);
    this.exit = entry.exit;
  }

  toJSON(): { code: ErrorCode; message: string; hint: string; data: ErrorData } {
    return { code: this.code, message: this.message, hint: this.hint, data: this.data };
  }
}

/** The text of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …), or null. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function fill(template: string, data: ErrorData): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in data ? String(data[name]) : whole));
}
