import { wordSet } from '../base/word-set.ts';
import { checkOf, mainCommand, onlyLooks, programOf, splitCommand } from './command-family.ts';
import { errorLine, normaliseError, withoutColour } from './error-signature.ts';
import type { ToolCall, ToolResult } from './event.ts';

/** How a failure showed. `content`: no flag and no exit code said so, the output did. */
export type FailureSign = 'flag' | 'exit' | 'content';

export interface Failure {
  readonly sign: FailureSign;
  /** The most telling line of the output, without colour; the first line where none looks like an error. */
  readonly line: string;
  /** {@link normaliseError} of that line. */
  readonly signature: string;
  readonly exitCode: number | null;
  /** True where the run claims or looks like success although something failed (exit 0, `| tail`, "0 issues"). */
  readonly hidden: boolean;
  /** True where the run came to an end without having looked at anything: no test found, 0 files checked. */
  readonly idle: boolean;
}

/** Outputs end with what counts; only this much of it is searched for signs of failure. */
const tailChars = 6000;

/**
 * Whether a call failed, from its error flag, its exit code and, where both are silent or hidden by a pipe, its output.
 * Searches that find nothing, comparisons that differ, refusals by the user and time-outs of polling are no failures.
 * @returns null for a call that did what was asked, as far as can be told.
 */
export function failureOf(call: ToolCall, result: ToolResult): Failure | null {
  if (isRefused(result)) return null;
  if (call.action !== 'shell')
    return result.failed === true || toolError().test(result.text.slice(0, 200)) ? made(result, 'flag') : null;
  const line = call.command ?? '';
  if (quietExit(line, result)) return null;
  if (result.exitCode !== null && result.exitCode !== 0) return made(result, 'exit');
  if (result.failed === true) return made(result, 'flag');
  return contentFailure(line, result);
}

/** Whether a person or a setting kept a call from running. */
export function isRefused(result: ToolResult): boolean {
  // Most outputs are told by their first letter; a pattern is made for the few that need one.
  if (!refusalLetters.includes(result.text.charAt(0))) return false;
  const start = result.text.slice(0, 300).toLowerCase();
  return refusals.some((words) => start.startsWith(words)) || (mayRefuse(start) && refused().test(start));
}

/** Whether an output shows that the check it came from passed, not only that nothing complained. */
export function showsPass(output: string): boolean {
  const tail = output.slice(-tailChars);
  return passed().test(tail) && (cleanSummary().test(tail) || !failedSummary().test(tail));
}

// Patterns are read where they are used: most calls of a hook need none of them.

/** Of an output in lower case. */
const refusals = [
  "the user doesn't want",
  'user rejected',
  'the user rejected',
  '[request interrupted',
  'the tool use was rejected',
  'aborted by user',
  'sibling tool call errored',
  '<tool_use_error>sibling tool call errored',
  'cancelled: parallel tool call',
  '<tool_use_error>cancelled: parallel tool call',
];
const mayRefuse = (start: string) => start.startsWith('permission to use ') || start.startsWith('error: ');
const refused = () =>
  /^(?:permission to use .{1,80} (?:has been denied|was denied)|error: .{0,40}(?:rejected by user|aborted by user))/;
const refusalLetters = 'tTuU[aA<sScCpPeE';
const toolError = () =>
  /^(?:<tool_use_error>|(?:apply_patch verification failed|Failed to find expected lines|Invalid Context|Error: (?:String to replace|File has|File does|ENOENT|EISDIR|failed)))/;

/** A run that says of itself that something failed. */
const failedSummary = () =>
  /(?:^|\n)[^\S\n]*(?:FAIL(?:ED|URES?)?\b(?!: 0)|--- FAIL|\(fail\)|not ok \d|BUILD FAILED|(?:Tests?:?|Test (?:Files|Suites|Cases):?|Suites:?|Specs:?|=+(?!=)|✖|×|\d+ (?:passed|tests?|examples?|specs?|assertions|passing)[,;]?|Tests run: \d+,)*[^\S\n]*(?:Failures: )?[1-9]\d* (?:tests? |examples? |specs? )?(?:fail(?:ed|ing|ures?)?|errors?|problems?)\b|Tests run: \d+, Failures: [1-9]|Found [1-9]\d* errors?|error: (?:script|recipe|test run failed|could not compile|build failed)|panic: |npm ERR!|npm error|ELIFECYCLE|.{1,200}: error TS\d|error TS\d|error(?:\[E\d|: aborting)|Error: Process completed with exit code [1-9]|Traceback \(most recent|husky - .{0,40}failed|test result: FAILED|E {3}\w*(?:Error|Exception)\b|Summary: [1-9]\d* error|\S{1,150}:\d+(?::\d+)?:? (?:error|Error)[ :])/;
/** A summary that counts no failure: what looks like an error above it was expected. */
const cleanSummary = () =>
  /(?:^|\n|[,;|] ?)[^\S\n]*(?:Tests:?[^\n]{0,20})?\b0 (?:fail(?:ed|ures?|ing)?|errors?|failed tests?)\b|test result: ok|(?:^|\n)OK \(\d+ tests?|(?:^|\n)=+ \d+ passed in/;
/** A run that did not do its work at all, yet ends quietly. */
const didNothing = () =>
  /(?:No tests? (?:found|files? found|ran|to run|matched)|no tests to run|collected 0 items|0 tests? (?:ran|executed|passed|total)|Ran 0 tests|(?:Checked|checked) 0 files|\b(?:in )?0 files?(?: (?:checked|processed|linted|scanned|matched)|[.\s]*$)|No files? (?:were processed|matching|matched|found)|matched no (?:packages|files|tests)|no (?:input|matching) files|typechecking error|does not contain main module|no Go files|No projects matched|None of the selected packages|nothing to (?:test|lint|build|check)|filters did not match)/i;
/** The same, plain enough to be believed of any program. */
const idleRun = () =>
  /\b(?:in|checked|processed|scanned|linted|analy[sz]ed) 0 files\b|\b0 files (?:checked|processed|scanned|linted|matched)\b/i;
/** Signs that some of the work was done: a package without tests beside others with tests is no failure. */
const didSomething = () => /\b[1-9]\d* pass|^ok\s+\S+\s+[\d.(][^[\n]*$|^\s*--- PASS|^PASS$/m;
const shellError = () =>
  /(?:^|\n)[^\S\n]*(?:(?:-?(?:ba|z|da|k)?sh|\/bin\/\w+|\/usr\/bin\/\w+|zsh)(?:: line \d+)?:(?:\d+:)? .{0,200}(?:command not found|No such file|no matches found|Permission denied|not found|bad substitution|parse error|syntax error)|.{1,120}: command not found|.{1,120} is not recognized as (?:an internal|the name|a name)|fatal: .{5,}|sudo: a (?:password|terminal) is required|(?:error: )?(?:unknown|unrecognized) (?:option|switch|flag|command|subcommand|argument|shorthand flag)[: ].{1,80})/i;
/** Words without which none of the above can fit: one quick look at most outputs. */
const shellHint = () =>
  /not found|No such file|no matches|denied|bad sub|(?:parse|syntax) error|not recognized|fatal: |unknown |unrecognized |is required/i;
const failHint = () => /fail|error|not ok|panic|Traceback|ELIFECYCLE|problems/i;
const passed = () =>
  /\b(?:[1-9]\d* pass(?:ed|ing)?|PASS|ok\s+\S+\s+[\d.(]|All (?:tests|checks|files).{0,30}pass|test result: ok|BUILD SUCCESS|Build succeeded|0 errors|0 issues|no issues|0 fail|✓|✔|no errors|Success)\b/i;

const answering = wordSet(
  'grep rg ag egrep fgrep diff cmp which type test [ [[ pgrep command false findstr select-string find ls cat lsof kill pkill fuser',
);
const waiting = new Set(['kill', 'pkill', 'fuser', 'sleep', 'wait', 'timeout']);

/** Commands whose non-zero exit is an answer, not a failure. */
function quietExit(line: string, result: ToolResult): boolean {
  const commands = splitCommand(line);
  // These of PowerShell leave the exit code of the program before them as it is.
  const last = commands.findLast(
    (command) => !/^(?:select|where|sort|measure|format)-|^out-string$/.test(programOf(command)),
  );
  if (last === undefined) return false;
  const program = programOf(last);
  const code = result.exitCode ?? exitInText(result.text);
  if (answering.has(program) && (code === null || code === 1) && !shellError().test(result.text.slice(0, 2000))) {
    return (
      !commands.some((command) => checkOf(command) !== null) || !failedSummary().test(result.text.slice(-tailChars))
    );
  }
  if (waiting.has(program)) return true;
  // Killed by a time-out or by hand: 124, 130, 137, 143 say nothing about the command.
  if (code === 130 || code === 143 || code === 144) return true;
  if (program === 'gh' && /^(?:checks|status|watch)$/.test(last.words[2] ?? ''))
    return !/unknown|invalid|error/i.test(result.text.slice(0, 200));
  return program === 'git' && last.words.includes('--exit-code');
}

/** The shell complains about the command itself; what its start-up files print is no failure of the command. */
function brokenShell(text: string): boolean {
  return (
    shellHint().test(text) &&
    shellError().test(text.includes('rc: line ') ? text.replace(/^.{0,80}\.\w*(?:rc|profile): line .*$/gm, '') : text)
  );
}

function exitInText(text: string): number | null {
  const found = /^(?:Error: )?Exit code:? (\d{1,3})/.exec(text.slice(0, 60));
  return found === null ? null : Number(found[1]);
}

/** Errors in how a command was called: once the call is right the rest of its work begins, whatever comes of that. */
export function isUsageError(line: string): boolean {
  return usage().test(line);
}

/**
 * Errors that say the command itself could not begin: no such program, script, subcommand or flag. What a program says of
 * files and modules it looked for is none.
 */
export function isCallError(line: string): boolean {
  return callError().test(line);
}

const callError = () =>
  /command not found|not recognized|unrecognized (?:option|argument|subcommand|command|flag)|unknown (?:option|flag|command|switch|argument|shorthand|subcommand|task|target|shorthand flag)|unexpected argument|invalid (?:option|argument|flag|choice|subcommand|command)|illegal option|no matches found|Missing script|script (?:not found|"?[\w:-]+"? (?:not found|does not exist))|no rule to make target|missing required (?:flag|option|argument|parameter|operand)|\bis required\b.*(?:flag|option|argument)|(?:is not a|no such) (?:\w+ )?(?:command|subcommand|option|task|target)|no such (?:command|option|subcommand)|task .{1,60} not found|could not find (?:command|executable|gem|task)|command .{1,60} (?:not found|is not defined|does not exist)|does not contain a task|unsupported (?:option|flag|command)|deprecated and (?:has been|was) removed|did you mean|^usage:|(?:ba|z|da)?sh: (?:line )?(?:\d+: )?\S+: (?:not found|No such file)|\bsh: \d+: .{1,60}: not found|can't open file|(?:flag|option)s? in the group|none of the others can|do not exist on|no such file or directory: \S*\/?\w+$|executable file not found|no (?:library|binary|bin|test|example|bench) targets? (?:found|named)|not found in (?:PATH|\$PATH)|unable to locate (?:executable|a Java Runtime)/i;

const usage = () =>
  /command not found|not recognized|unrecognized|unknown (?:option|flag|command|switch|argument|shorthand|subcommand|field|json|skill)|unexpected argument|invalid (?:option|argument|flag|choice)|illegal option|no matches found|No such file or directory|Missing script|missing required|usage:|can't open file|pathspec|not a git repository|does not contain main module|no (?:such|go) (?:file|files|command|option|module)|cannot find (?:the )?(?:module|path|package)|No tests? found|are set none of the others/i;

/** Outputs of calls that were cut off; servers and watchers are meant to go on. */
const cutOff = () => /^(?:Command (?:did not complete within|timed out)|Error: .{0,40}timed out)/i;
const goesOn = () => /\b(?:dev|serve|server|start|watch|tail -f|logs? -f|sleep|wait|preview|storybook|up)\b/;

function contentFailure(line: string, result: ToolResult): Failure | null {
  if (cutOff().test(result.text.slice(0, 200)) && !goesOn().test(line))
    return made(result, 'content', firstLine(result.text));
  if (onlyLooks(line)) {
    const start = result.text.slice(0, 400);
    return start.length < 400 && brokenShell(start) ? made(result, 'content') : null;
  }
  const main = mainCommand(line);
  if (main === null) return null;
  const tail = result.text.slice(-tailChars);
  const check = checkOf(main) !== null;
  if (check) {
    const nothing = didNothing().exec(tail);
    if (nothing !== null && !didSomething().test(tail))
      return made(result, 'content', lineAround(tail, nothing.index), /files?|tests?/i.test(nothing[0]));
    if (cleanSummary().test(tail) && !/error: script|--- FAIL|\(fail\)/.test(tail)) return null;
    if ((failHint().test(tail) && failedSummary().test(tail)) || brokenShell(tail)) return made(result, 'content');
    return null;
  }
  const idle = idleRun().exec(tail.slice(-400));
  if (idle !== null)
    return made(result, 'content', lineAround(tail, tail.length - Math.min(400, tail.length) + idle.index), true);
  if (brokenShell(tail)) return made(result, 'content');
  // What other programs print may quote anybody; only an end that is plainly theirs counts.
  return /(?:^|\n)(?:npm ERR!|npm error|error: script|error: (?:failed to push|src refspec|pathspec)|husky - .{0,40}failed|FAILED: git|.{0,60}hook .{0,40}(?:failed|declined|rejected)|Traceback \(most recent|panic: |Error: Process completed)/.test(
    tail.slice(-2000),
  )
    ? made(result, 'content')
    : null;
}

function made(result: ToolResult, sign: FailureSign, told?: string, idle = false): Failure {
  const line = told ?? errorLine(result.text) ?? firstLine(result.text);
  return {
    sign,
    line,
    signature: normaliseError(line),
    exitCode: result.exitCode ?? exitInText(result.text),
    hidden: sign === 'content',
    idle,
  };
}

function lineAround(text: string, index: number): string {
  const start = text.lastIndexOf('\n', index) + 1;
  const end = text.indexOf('\n', index);
  return withoutColour(text.slice(start, end < 0 ? text.length : end))
    .trim()
    .slice(0, 400);
}

function firstLine(text: string): string {
  for (const line of text.slice(0, 4000).split('\n')) {
    const clean = line.replace(/<\/?\w+>/g, '').trim();
    if (clean.length > 3 && !/^(?:Error: )?Exit code:? \d+$/i.test(clean)) return clean.slice(0, 400);
  }
  return text.trim().slice(0, 200);
}
