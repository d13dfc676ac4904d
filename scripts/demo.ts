// Runs the real program on the sessions that ship in demo/, in a home and a repository that are gone afterwards.
import { join, relative } from 'node:path';
import { readers } from '../src/runtimes/index.ts';
import type { ToolCall } from '../src/sessions/event.ts';
import { failureOf } from '../src/sessions/failure.ts';
import { createDemoPlace } from './demo-place.ts';

const colors = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'];
const bold = (text: string) => (colors ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (text: string) => (colors ? `\x1b[2m${text}\x1b[0m` : text);
const began = performance.now();
const place = createDemoPlace();

try {
  const [last = ''] = place.sessions.slice(-1);
  heading('What one’s own past sessions show. Nothing is set up, nothing is written.');
  run(['look']);

  heading(`The lessons of all sessions but the last (${last.slice(0, 8)}) are kept.`);
  place.take(last);
  run(['forge', '--all', '--yes']);
  place.add(last);

  heading('The same sessions once more, as if it had been running from the first.');
  run(['look', '--replay']);

  heading(`The session of the last day begins. What it is told:`);
  run(['inject', '--point', 'start']);
  const { failure, changed } = firstMoments(join(place.transcripts, last), place.repository);
  heading(`It runs a command that fails (line ${failure.line} of its transcript). What it is told then:`);
  console.log(dim(failure.text.replace(/^/gm, '  ')));
  run(['inject', '--point', 'error', '-'], failure.text);
  heading(`It opens ${changed} to change it. Nothing kept is about that file:`);
  run(['inject', '--point', 'file', '--file', changed]);
  console.log(
    dim(
      `\n${((performance.now() - began) / 1000).toFixed(1)} s. Look at your own: cd YOUR_REPOSITORY && twelvefold look`,
    ),
  );
} finally {
  place.remove();
}

function heading(text: string): void {
  console.log(`\n${bold(`── ${text}`)}\n`);
}

function run(args: readonly string[], input = ''): void {
  console.log(dim(`$ twelvefold ${args.map((arg) => (/[^\w.-]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`));
  const output = place.tool(args, { input, columns: Math.min(process.stdout.columns ?? 100, 120), colors });
  console.log(output === '' ? dim('(nothing: it has nothing to say here)') : output.trimEnd());
}

/** What a session met first: a command that failed, as a hook would hand it over, and a file that it changed. */
function firstMoments(transcript: string, repository: string) {
  const calls = new Map<string, ToolCall>();
  let failure: { line: number; text: string } | null = null;
  let changed: string | null = null;
  for (const event of readers[0]?.read(transcript).events ?? []) {
    if (event.type === 'tool_call') {
      calls.set(event.callId, event);
      if (event.action === 'edit') changed ??= relative(repository, event.paths[0] ?? '');
    }
    const call = event.type === 'tool_result' ? calls.get(event.callId) : undefined;
    if (event.type === 'tool_result' && call?.command && failureOf(call, event))
      failure ??= { line: event.line, text: `${call.command}\n${event.text.trimEnd()}` };
  }
  if (failure === null || changed === null) throw new Error(`${transcript} holds no failure or no change`);
  return { failure, changed };
}
