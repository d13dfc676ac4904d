import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { agentHere } from '../../app/actor.ts';
import { act } from '../../app/agent/act.ts';
import { lintHandoffFiles, writeHandoff } from '../../app/handoff.ts';
import { resumeFrom } from '../../app/resume.ts';
import { reasonOf, ToolError } from '../../base/errors.ts';
import type { HandoffProblem } from '../../context/handoff/lint.ts';
import type { CliContext } from '../context.ts';
import { count, droppedLine, homePath } from '../terminal-text.ts';
import type { HandoffWriteFlags } from './handoff.ts';

/** Runs `handoff write`. */
export async function runHandoffWrite(context: CliContext, flags: HandoffWriteFlags, words: string): Promise<void> {
  const { edge, out } = context;
  const { auto } = flags;
  const around = agentHere(edge);
  const agent = flags.agent ?? around?.agent ?? null;
  const session = flags.session ?? around?.session ?? null;
  try {
    const text = words.trim() === '' ? await given(context, flags.from) : words;
    const done =
      text !== null && agent !== null && !auto
        ? act(edge, { agent, session }, { type: 'handoff', text })
        : { what: 'handed-over' as const, handoff: writeHandoff(edge, { text, session, agent, auto }) };
    if (done.what === 'dropped') {
      if (flags.json) out.json({ dropped: done.path });
      else out.line(droppedLine(done.path));
      return;
    }
    const written = done.handoff;
    if (flags.json) out.json(written);
    else if (!auto) {
      out.line(written.body);
      out.line();
      const verb = written.written ? 'Written to' : 'Already in';
      out.line(out.colors.dim(`${verb} ${homePath(written.path, edge.home)}, ${count(written.tokens, 'token')}.`));
    }
  } catch (error) {
    // A compaction goes on whether or not there is a draft.
    if (!auto || !(error instanceof ToolError)) throw error;
  }
}

async function given({ edge, readInput }: CliContext, from: string | undefined): Promise<string | null> {
  if (from === undefined) return null;
  if (from === '-') return readInput();
  const path = resolve(edge.cwd, from);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ToolError('E_FILE_UNREADABLE', { path, reason: reasonOf(cause) }, { cause });
  }
}

/** Runs `handoff show`. */
export function runHandoffShow({ edge, out }: CliContext, json: boolean, name?: string): void {
  const resume = resumeFrom(edge, name ?? null);
  if (json) out.json(resume);
  else {
    out.line(resume.text);
    out.note(
      out.colors.dim(`${resume.path}, ${resume.at.slice(0, 16).replace('T', ' ')}, ${count(resume.tokens, 'token')}`),
    );
  }
}

/** Runs `handoff lint`. */
export async function runHandoffLint(context: CliContext, json: boolean, files: readonly string[]): Promise<void> {
  const { edge, out, readInput } = context;
  const linted = lintHandoffFiles(edge, files, files.includes('-') ? await readInput() : '');
  const bad = linted.filter(({ problems }) => problems.length > 0);
  if (json) out.json({ ok: bad.length === 0, files: linted });
  else {
    const tell = (path: string, { line, problem, fix }: HandoffProblem, remark: string) => {
      out.line(`${path}${line === null ? '' : `:${line}`}: ${problem}${remark}.`);
      out.line(out.colors.dim(`  ${fix}`));
    };
    for (const { path, problems, remarks } of linted) {
      for (const problem of problems) tell(path, problem, '');
      for (const remark of remarks) tell(path, remark, ' (a remark)');
    }
    if (bad.length === 0) out.line(`${count(linted.length, 'handoff')}: nothing to mend.`);
  }
  if (bad.length > 0) process.exitCode = 1;
}
