import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/app/config.ts';
import type { KeepOptions } from '../../src/app/keep.ts';
import { type Edge, openWorkspace, type Workspace } from '../../src/app/workspace.ts';
import type { Candidate } from '../../src/knowledge/forge/candidate.ts';
import { learningId } from '../../src/knowledge/learning-id.ts';
import type { Learning } from '../../src/schema/learning.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

export const noon = Date.parse('2026-03-01T12:00:00.000Z');

/** A repository with a person around it, as `app` sees it. */
export interface Place extends Sandbox {
  readonly edge: Edge;
  readonly workspace: Workspace;
  readonly options: KeepOptions;
}

export function createPlace(options: { git?: boolean; env?: Record<string, string> } = {}): Place {
  const sandbox = createSandbox(options);
  const edge: Edge = { cwd: sandbox.repo, home: sandbox.home, env: options.env ?? {}, now: () => noon };
  const workspace = openWorkspace(edge);
  return { ...sandbox, edge, workspace, options: { config: loadConfig(workspace, edge), now: noon } };
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'twelvefold-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function learning(statement: string, given: Partial<Learning> = {}): Learning {
  const kind = given.kind ?? 'gotcha';
  return {
    schema: 1,
    id: learningId(kind, statement),
    kind,
    title: 'A title',
    statement,
    scope: [],
    anchors: [],
    symptoms: [],
    tags: [],
    sections: {},
    ...given,
  };
}

export function candidate(statement: string, given: Partial<Candidate> = {}): Candidate {
  return {
    kind: 'gotcha',
    title: statement.slice(0, 60),
    statement,
    scope: [],
    anchors: [],
    symptoms: [],
    tags: [],
    evidence: evidenceAt(0),
    tier: 'check',
    confidence: 0.9,
    importance: 2,
    rule: 'error-fix',
    doubts: [],
    ...given,
  };
}

/** What shows a candidate, so many milliseconds later: the same words at the same time would be a copy. */
export function evidenceAt(later: number): Candidate['evidence'] {
  const at = noon - 3_600_000 + later;
  return { lines: [12, 15], excerpt: 'what was printed', exitCode: 1, commit: null, at };
}

export function session(id: string): { id: string; agent: string; transcript: string; model: null; at: null } {
  return { id, agent: 'claude-code', transcript: `/somewhere/${id}.jsonl`, model: null, at: null };
}
