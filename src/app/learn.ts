import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { isoTime } from '../base/clock.ts';
import { ToolError } from '../base/errors.ts';
import { suspicionOf } from '../knowledge/gate/injection.ts';
import { unworthyBecause } from '../knowledge/gate/worth.ts';
import { readJsonLines } from '../knowledge/import/jsonl.ts';
import { readLearningFile, titleOf } from '../knowledge/learning-file.ts';
import { scopeOf } from '../knowledge/scope.ts';
import { run } from '../process/run.ts';
import type { Config } from '../schema/config.ts';
import { type LearningKind, learningKinds } from '../schema/learning.ts';
import { pathFromHere } from './file-at-hand.ts';
import { type Kept, openKeeper, type Submission } from './keep.ts';
import { publish } from './publish.ts';
import { refuseBare } from './refuse-bare.ts';
import { scopeAnchors } from './scope-anchors.ts';
import type { Workspace } from './workspace.ts';

/** A learning as a person, or the agent at work, writes it down. */
export interface Lesson {
  readonly kind: LearningKind;
  readonly statement: string;
  readonly title?: string;
  readonly scope: readonly string[];
  readonly symptoms: readonly string[];
  readonly tags: readonly string[];
  readonly sections: Readonly<Record<string, string>>;
  /** `path`, `path:line` or a commit; each must exist. */
  readonly evidence: readonly string[];
  /** 0 to 1. */
  readonly confidence: number;
}

export interface LearnOptions {
  readonly config: Config;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly cwd: string;
  /** The agent that writes, by its name; null for a person. What an agent reasoned waits for review. */
  readonly agent: string | null;
  /** The session in which it was learned, where one is known. */
  readonly session: string | null;
  /** Publish it to `.agents/learnings` at once. */
  readonly publish: boolean;
}

/**
 * Keeps a lesson that somebody wrote down: the gate asks of it what it asks of every other.
 * @throws ToolError E_GATE with the reason when it is vague, obvious, dangling or smuggled in; E_BARE
 */
export function learn(workspace: Workspace, lesson: Lesson, options: LearnOptions): Kept {
  const tier = options.agent === null ? 'user' : 'agent';
  if (options.publish && options.agent === null) refuseBare(workspace);
  const unworthy = unworthyBecause(lesson.statement, lesson.kind);
  if (unworthy)
    throw new ToolError('E_GATE', {
      reason: unworthy,
      fix: unworthy.startsWith('too long')
        ? 'Say one thing in a sentence or two; what else there is makes learnings of its own.'
        : 'Name the file, command, setting or error it is about, and say what to do.',
    });
  const suspicion = suspicionOf(lesson.statement, tier);
  if (suspicion?.certain)
    throw new ToolError('E_GATE', {
      reason: suspicion.reason,
      fix: 'Say what is so, not what the reader has to obey.',
    });
  const commit = checkEvidence(workspace, lesson.evidence, options.cwd);
  const keeper = openKeeper(workspace, {
    config: options.config,
    now: options.now,
    by: options.agent === null ? 'person' : `agent:${options.agent}`,
  });
  const id = options.session ?? unnamedSession(options);
  const [kept] = keeper.keep([submissionOf(workspace, lesson, tier, commit, options)], {
    id,
    agent: options.agent ?? 'person',
    transcript: lesson.evidence[0] ?? 'by hand',
    model: null,
    at: options.now,
  });
  if (!kept) throw new Error('the keeper answers for every candidate');
  if (kept.pool === 'rejected')
    throw new ToolError('E_GATE', {
      reason: kept.reasons.join('; '),
      fix: `\`twelvefold pool show ${kept.id}\` shows it.`,
    });
  const entry = keeper.entries.get(kept.id);
  if (options.publish && options.agent === null && entry && entry.root !== 'shared') {
    publish(workspace, entry, { by: 'person', reason: 'published when it was written down', now: options.now });
  }
  return kept;
}

/** Whoever does not say which session it is must not become their own second session: all their words of a day are one. */
function unnamedSession({ agent, now }: LearnOptions): string {
  return `by-${agent ?? 'hand'}-${isoTime(now).slice(0, 10)}`;
}

/**
 * Reads lessons from text: one of our learning files, JSON lines, or a plain sentence.
 * @throws ToolError E_RECORD_INVALID with the line; then none of it is kept
 */
export function parseLessons(text: string, given: Omit<Lesson, 'statement'>): Lesson[] {
  if (/[\0\ufffd]/.test(text))
    throw new ToolError('E_RECORD_INVALID', {
      path: 'standard input',
      problem: 'it is not UTF-8 text. Nothing was kept.',
    });
  const reading = readLearningFile(text, 'standard input');
  if (reading.type === 'broken')
    throw new ToolError('E_RECORD_INVALID', {
      path: `standard input:${reading.problem.line ?? 1}`,
      problem: reading.problem.problem,
    });
  if (reading.type === 'learning') {
    const { kind, title, statement, scope, symptoms, tags, sections } = reading.learning;
    return [{ ...given, kind, title, statement, scope, symptoms, tags, sections }];
  }
  if (/^\s*\{/.test(text)) {
    const { items, problems } = readJsonLines(text, 'standard input');
    const first = problems[0];
    if (first)
      throw new ToolError('E_RECORD_INVALID', {
        path: `standard input:${first.line ?? 1}`,
        problem: `${first.problem} Nothing was kept.`,
      });
    return items.map(({ kind, title, statement, scope, symptoms, tags }) => ({
      ...given,
      kind,
      title,
      statement,
      scope,
      symptoms,
      tags,
    }));
  }
  return text.trim() ? [{ ...given, statement: text.trim() }] : [];
}

/** A kind by its name; `correction` is a preference. */
export function parseKind(text: string): LearningKind {
  const name = text === 'correction' ? 'preference' : text;
  const kind = learningKinds.find((known) => known === name);
  if (!kind) throw new Error(`one of ${learningKinds.join(', ')}`);
  return kind;
}

function submissionOf(
  { root }: Workspace,
  lesson: Lesson,
  tier: 'user' | 'agent',
  commit: string | null,
  { now, cwd }: LearnOptions,
): Submission {
  const scope = lesson.scope.length
    ? lesson.scope.map((one) => pathFromHere(root, cwd, one) ?? one)
    : scopeOf(lesson.statement);
  return {
    kind: lesson.kind,
    title: lesson.title ?? titleOf(lesson.statement),
    statement: lesson.statement,
    scope,
    anchors: scopeAnchors(root, scope),
    symptoms: lesson.symptoms,
    tags: lesson.tags,
    sections: lesson.sections,
    evidence: {
      lines: [lineOf(lesson.evidence[0])],
      excerpt: lesson.evidence.length ? `${lesson.statement}\n(${lesson.evidence.join(', ')})` : lesson.statement,
      exitCode: null,
      commit,
      at: now,
    },
    tier,
    confidence: lesson.confidence,
    importance: 2,
    rule: 'by-hand',
    doubts: [],
  };
}

/** Every reference must lead somewhere. Returns the commit among them. */
function checkEvidence(workspace: Workspace, references: readonly string[], cwd: string): string | null {
  let commit: string | null = null;
  for (const reference of references) {
    const [, path = reference, line] = /^(.*?)(?::(\d+))?$/.exec(reference) ?? [];
    const file = [resolve(cwd, path), join(workspace.root, path)].find(
      (candidate) => existsSync(candidate) && isInside(workspace.root, candidate),
    );
    if (file) {
      const lines = line === undefined ? 0 : readFileSync(file, 'utf8').split('\n').length;
      if (line !== undefined && Number(line) > lines) throw dangling(reference, `${path} has ${lines} lines`);
      continue;
    }
    const found = /^[0-9a-f]{7,40}$/i.test(reference)
      ? run('git', ['rev-parse', '--verify', '-q', `${reference}^{commit}`], { cwd: workspace.root })
      : null;
    if (found?.status !== 0) throw dangling(reference, 'it is neither a file of this repository nor a commit');
    commit ??= found.stdout.trim();
  }
  return commit;
}

function dangling(reference: string, why: string): ToolError {
  return new ToolError('E_GATE', {
    reason: `the evidence ${reference} leads nowhere: ${why}`,
    fix: 'Give a file of this repository (path:line) or a commit, or leave --evidence out.',
  });
}

function isInside(root: string, path: string): boolean {
  const inside = relative(root, path);
  return !inside.startsWith('..') && !isAbsolute(inside);
}

function lineOf(reference: string | undefined): number {
  return Number(/:(\d+)$/.exec(reference ?? '')?.[1] ?? 1);
}
