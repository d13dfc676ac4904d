import { agentHere } from '../../app/actor.ts';
import { act } from '../../app/agent/act.ts';
import { loadConfig } from '../../app/config.ts';
import { type ImportOutcome, importKnowledge } from '../../app/import-knowledge.ts';
import type { Kept } from '../../app/keep.ts';
import { type Lesson, learn, parseKind, parseLessons } from '../../app/learn.ts';
import { answer, checkLearningFile, learningFilesOf, listTemplates } from '../../app/learning-templates.ts';
import { renewHooks } from '../../app/prepare-hooks.ts';
import { refuseSecrets } from '../../app/refuse-secrets.ts';
import { refuseScratch } from '../../app/scratch.ts';
import { openWorkspace } from '../../app/workspace.ts';
import { ToolError } from '../../base/errors.ts';
import { answered } from '../answered.ts';
import type { CliContext } from '../context.ts';
import { droppedLine } from '../terminal-text.ts';
import type { ImportFlags, LearnFlags } from './learn.ts';

/** `learn`: one learning from the flags, or several from standard input. */
export async function runLearn(context: CliContext, flags: LearnFlags, words: string): Promise<void> {
  const { edge, out } = context;
  const workspace = openWorkspace(edge);
  refuseScratch(workspace, edge, flags.session ?? null);
  const config = loadConfig(workspace, edge);
  const given = lessonOf(flags);
  const statement = flags.statement ?? words;
  if (!statement) {
    throw new ToolError('E_USAGE', { problem: 'There is no statement.', command: 'learn' });
  }
  const lessons =
    statement === '-'
      ? parseLessons(await context.readInput(), given).map(withoutQuestions)
      : [{ ...given, statement }];
  if (lessons.length === 0) throw new ToolError('E_USAGE', { problem: 'Standard input is empty.', command: 'learn' });
  const around = agentHere(edge);
  const agent = flags.agent ?? around?.agent ?? null;
  const session = flags.session ?? around?.session ?? null;
  const keep = (lesson: Lesson): Kept | { readonly path: string } => {
    const { publish } = flags;
    if (agent === null)
      return learn(workspace, lesson, { config, now: edge.now(), cwd: edge.cwd, agent, session, publish });
    const done = act(edge, { agent, session }, { type: 'learn', ...lesson });
    return done.what === 'dropped' ? { path: done.path } : done.kept;
  };
  for (const lesson of lessons) {
    if (flags.publish)
      await refuseSecrets({
        ...lesson,
        id: 'this',
        title: lesson.title ?? '',
        scope: [...lesson.scope],
        symptoms: [...lesson.symptoms],
        tags: [...lesson.tags],
      });
    const kept = keep(lesson);
    if ('path' in kept) {
      if (flags.json) out.json({ dropped: kept.path });
      else out.line(droppedLine(kept.path));
      continue;
    }
    if (flags.json) out.json(jsonOf(kept));
    else out.line(sentenceOf(kept, flags.publish));
  }
  renewHooks(edge);
}

/** `learn new`: the template of a kind, or the questions of all. */
export function printTemplate({ out }: CliContext, kind: string, asJson: boolean): void {
  const chosen = listTemplates(kind);
  const [only] = chosen;
  if (asJson) for (const { template } of chosen) out.json(template);
  else if (only && chosen.length === 1) out.line(only.file.trimEnd());
  else {
    out.line('Five minutes at the end of a session:');
    for (const { template } of chosen) {
      out.line(`  ${template.question.padEnd(62)} twelvefold learn new --kind ${template.kind}`);
    }
  }
}

/** `learn check`: what is missing in learning files. */
export function checkFiles({ edge, out }: CliContext, paths: readonly string[], asJson: boolean): void {
  const files = paths.flatMap((path) => learningFilesOf(edge.cwd, path));
  let faulty = 0;
  for (const file of files) {
    const faults = checkLearningFile(edge.cwd, file);
    if (faults.length) faulty++;
    if (asJson) out.json({ file, faults });
    else for (const fault of faults) out.line(fault);
  }
  if (faulty) {
    const reason = `${faulty} of ${files.length} ${files.length === 1 ? 'file is' : 'files are'} incomplete`;
    throw new ToolError('E_INCOMPLETE', { reason });
  }
  if (!asJson) out.line(files.length === 1 ? 'Complete.' : `All ${files.length} complete.`);
}

/** `learn import`: a person can be asked who stands for a hand-written file. */
export async function runImport(context: CliContext, flags: ImportFlags, files: readonly string[]): Promise<void> {
  const { edge, out } = context;
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const author = flags.author ?? (flags.trust || !out.interactive || flags.json ? null : await askAuthor());
  const outcomes: ImportOutcome[] = [];
  for (const file of files) {
    const progress = (done: number, of: number) =>
      out.progress(`${done.toLocaleString('en')} of ${of.toLocaleString('en')}`);
    outcomes.push(
      importKnowledge(workspace, file, {
        config,
        now: edge.now(),
        cwd: edge.cwd,
        trust: flags.trust,
        author,
        progress,
      }),
    );
  }
  renewHooks(edge);
  const problems = outcomes.flatMap((outcome) => outcome.problems);
  const kept = outcomes.flatMap((outcome) => outcome.kept);
  const imported = outcomes.reduce((sum, outcome) => sum + outcome.imported, 0);
  const unchanged = outcomes.reduce((sum, outcome) => sum + outcome.unchanged, 0);
  if (flags.json) out.json({ imported, unchanged, problems, kept: kept.map(jsonOf) });
  else {
    const waiting = kept.filter(({ pool, isNew }) => isNew && pool === 'review').length;
    out.line(
      `${imported.toLocaleString('en')} taken in, ${unchanged.toLocaleString('en')} were there already, ${problems.length} left out.`,
    );
    if (waiting)
      out.line(
        `${waiting} of them wait for review: \`twelvefold pool review\`${author === null ? '; with --author NAME somebody stands for them' : ''}.`,
      );
    if (imported + unchanged + problems.length === 0)
      out.note(
        `Nothing in ${files.join(', ')} reads as a learning: in markdown a bullet or a section is one, in JSON lines an object with a \`statement\`.`,
      );
    for (const { path, line, problem } of problems) out.note(`${path}:${line ?? 1}: ${problem}`);
  }
  if (problems.length && imported + unchanged === 0) {
    throw new ToolError('E_RECORD_INVALID', { path: files.join(', '), problem: 'nothing in it could be taken in.' });
  }
}

/** A template's questions are comments; what nobody answered is not kept. */
function withoutQuestions(lesson: Lesson): Lesson {
  const { title, statement, sections, ...rest } = lesson;
  const filled = Object.entries(sections).map(([name, text]) => [name, answer(text)] as const);
  const headline = title === undefined ? '' : answer(title);
  return {
    ...rest,
    ...(headline === '' ? {} : { title: headline }),
    statement: answer(statement),
    sections: Object.fromEntries(filled.filter(([, text]) => text !== '')),
  };
}

function lessonOf(flags: LearnFlags): Omit<Lesson, 'statement'> {
  const sections = (flags.section ?? []).map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new ToolError('E_USAGE', { problem: `--section ${text} is not "name=text".`, command: 'learn' });
    return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  });
  return {
    kind: parseKind(flags.kind),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    scope: flags.scope ?? [],
    symptoms: flags.symptom ?? [],
    tags: flags.tag ?? [],
    sections: Object.fromEntries(sections),
    evidence: flags.evidence ?? [],
    confidence: flags.confidence,
  };
}

async function askAuthor(): Promise<string | null> {
  const { isCancel, text } = await import('@clack/prompts');
  const message = 'Who stands for what this file says?';
  const placeholder = 'a name; leave it empty when nobody does';
  const answer = await answered(message, (signal) => text({ message, placeholder, signal }));
  return isCancel(answer) || !answer ? null : answer;
}

function jsonOf({ id, pool, reasons, duplicateOf, supersedes, isNew, candidate }: Kept): object {
  const { kind, title, statement, scope } = candidate;
  return { id, kind, title, statement, scope, pool, reasons, duplicateOf, supersedes, isNew };
}

function sentenceOf({ id, pool, reasons, duplicateOf, isNew }: Kept, published: boolean): string {
  if (!isNew) return `${id} is there already.`;
  if (duplicateOf) return `${duplicateOf} says the same; this is kept as evidence of it.`;
  if (published) return `${id} is published in .agents/learnings.`;
  return pool === 'observation'
    ? `${id} is kept and used from now on (${reasons.join('; ')}).`
    : `${id} waits for review: ${reasons.join('; ')}.`;
}
