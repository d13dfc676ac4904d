import { basename } from 'node:path';
import { parseSince } from '../base/since.ts';
import { findAmnesia } from '../fitness/gaps/amnesia.ts';
import { findContextCollapse } from '../fitness/gaps/context-collapse.ts';
import { findKnowledgeLoss } from '../fitness/gaps/knowledge-loss.ts';
import { findQualityBar } from '../fitness/gaps/quality-bar.ts';
import { findScaleChaos } from '../fitness/gaps/scale-chaos.ts';
import { replay } from '../fitness/replay/replay.ts';
import { nameInside } from '../sessions/named-path.ts';
import { loadConfig } from './config.ts';
import { lookLessons } from './look-lessons.ts';
import type { LookReport } from './look-report.ts';
import { type LookProgress, readSessions } from './look-sessions.ts';
import {
  amnesiaReport,
  chaosReport,
  contextReport,
  qualityReport,
  replaySummary,
  seenSessions,
  share,
} from './make-look-report.ts';
import { openPools, poolOfEntry } from './pool.ts';
import { createReplayMemory } from './replay.ts';
import { type Edge, openWorkspace, type Workspace } from './workspace.ts';
import { writtenKnowledge } from './written-knowledge.ts';

export interface LookOptions {
  /** Transcripts to look at; empty for all sessions of this repository that are on disk. */
  readonly files: readonly string[];
  /** As `--since` takes it. */
  readonly since: string | null;
  /** Only so many of the newest. */
  readonly limit: number | null;
}

/**
 * Goes through past sessions and tells what they show: the five gaps, the lessons it would keep, and when each would
 * have been said. Reads transcripts, instruction files and knowledge; writes nothing at all.
 * @throws ToolError E_USAGE for a bad `since`; E_FILE_NOT_FOUND and its likes for a file that was named and cannot be read
 */
export function look(
  edge: Edge,
  { files, since, limit }: LookOptions,
  progress: (told: LookProgress) => void,
): LookReport {
  const began = performance.now();
  const workspace = openWorkspace(edge);
  const config = loadConfig(workspace, edge);
  const choice = { files, limit, since: since === null ? null : parseSince(since, edge.now(), 'look') };
  const { sessions, unread, searched, unforged } = readSessions(workspace, edge, choice, progress);
  const facts = sessions.map((session) => session.facts);
  const memory = createReplayMemory(workspace, config, edge.now());
  try {
    const own = sessions.filter((session) => !session.facts.subAgent);
    const report = replay(own, memory, (done) => progress({ stage: 'replaying', done, total: own.length, bytes: 0 }));
    const lessons = lookLessons(memory.entries, report, facts, writtenKnowledge(workspace));
    const folders = new Set(facts.map(({ cwd }) => cwd));
    const inside = (path: string) => nameInside(path, workspace.root, ...folders);
    return {
      repository: basename(workspace.root),
      sessions: seenSessions(facts, unread),
      gaps: {
        amnesia: amnesiaReport(findAmnesia(facts)),
        contextCollapse: contextReport(findContextCollapse(facts)),
        noQualityBar: qualityReport(findQualityBar(facts)),
        knowledgeLoss: share(findKnowledgeLoss(lessons, (lesson) => lesson.written)),
        scaleChaos: chaosReport(findScaleChaos(facts), inside),
      },
      lessons,
      replay: replaySummary(
        report,
        [...memory.entries.values()],
        own.map((session) => session.facts),
      ),
      searched,
      seconds: Math.round(performance.now() - began) / 1000,
      next: nextOf(workspace, files, unforged),
    };
  } finally {
    memory.close();
  }
}

function nextOf(workspace: Workspace, files: readonly string[], unforged: number): string {
  if (unforged > 0) return files.length === 0 ? 'twelvefold forge --all' : 'twelvefold forge FILE';
  const waits = [...openPools(workspace).entries.values()].some((entry) => poolOfEntry(entry) === 'review');
  return waits ? 'twelvefold pool review' : 'twelvefold pool list';
}
