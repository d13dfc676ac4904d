import type { SessionEvent } from './event.ts';

/** The port that every agent under `runtimes/` implements: where its transcripts lie and what they say. */
export interface TranscriptReader {
  /** Short name used in commands and records: `claude-code`, `codex`, … */
  readonly agent: string;
  readonly title: string;
  /** The folders that `find` looks in. */
  folders(place: Place): readonly string[];
  /**
   * Transcript files of this agent on this machine, sub-agents' files included. Never throws; a folder that cannot be
   * read is skipped.
   */
  find(place: Place): Iterable<TranscriptFile>;
  /** Whether a file is one of this agent's, from its path and its first lines. */
  recognises(path: string, head: string): boolean;
  /** What the beginning of one of this agent's files tells of its session, without reading the rest. */
  glance(path: string, head: string): SessionGlance;
  /** Reads a transcript, or its tail from a cursor that an earlier reading of the same file gave. */
  read(path: string, from?: ReadCursor): TranscriptReading;
  /** For an agent that keeps several sessions in one file; each has a path of its own, see `shared-file.ts`. */
  readonly shared?: SharedFiles;
  /** True where the sessions are copies that another tool makes of those of several agents: the agent's own file counts. */
  readonly copies?: boolean;
}

/** Sessions that share a file. Never throws. */
export interface SharedFiles {
  /** The paths of all sessions in a file of this agent, oldest first; none where it holds only one. */
  list(file: string, head: string): readonly string[];
  /** Size and last change of one session; null for a path that is none of these. */
  state(path: string): TranscriptState | null;
}

/** A transcript's state on disk. */
export interface TranscriptState {
  readonly bytes: number;
  /** When it was last written, milliseconds since the epoch. */
  readonly modified: number;
  /** Changes whenever the transcript does. */
  readonly stamp: string;
}

/** What decides where agents keep their files: the environment, and the repository for those that keep them there. */
export interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Top folders of the repository's worktrees; none where no repository is looked at. */
  readonly roots?: readonly string[];
  /** The repository's own folder of local state. */
  readonly stateDir?: string;
}

export interface TranscriptFile {
  readonly path: string;
  readonly agent: string;
  /** The folder that the session belongs to, as far as the place of the file tells; for records that do not say. */
  readonly cwd?: string;
}

/** Whose session a file holds, as far as its first lines say; null for what they do not. */
export interface SessionGlance {
  readonly id: string | null;
  /** The folder the session began in. */
  readonly cwd: string | null;
  /** Milliseconds since the epoch. */
  readonly start: number | null;
  /** For a sub-agent's file: the session that it belongs to. */
  readonly subagentOf: string | null;
  /** Address of the repository's remote, where the agent keeps it. */
  readonly remote: string | null;
  /** The commit the session began at, where the agent keeps it. */
  readonly commit: string | null;
}

/** Where a reading stopped. It holds only while the file's beginning stays the same. */
export interface ReadCursor {
  readonly offset: number;
  readonly line: number;
  readonly inode: number;
  /** SHA-256 of the first bytes of the file (at most 1 KiB). */
  readonly head: string;
  /** What the agent's reader must remember from one reading to the next; plain JSON, opaque to everybody else. */
  readonly carry?: unknown;
}

export interface TranscriptReading {
  /** To be consumed once, to its end; texts are clipped so that memory stays flat whatever the file's size. */
  readonly events: Iterable<SessionEvent>;
  /** What the reading met; complete once `events` is at its end. */
  readonly report: ReadingReport;
}

/** What the records of some agents never say. */
export type Lack = 'times' | 'tokens' | 'the model' | 'tool results' | 'exit codes' | 'the folder';

export interface ReadingReport {
  /** What a transcript of this form never says, so that nobody takes its absence for a zero. */
  lacks: readonly Lack[];
  lines: number;
  bytes: number;
  /** Record types this reader does not know, with their counts. */
  unknown: Record<string, number>;
  /** Lines that are not JSON (a torn last line is not counted: it waits for its rest). */
  malformed: number;
  /** Lines longer than the limit, clipped by structure. */
  clipped: number;
  /** Where the next reading goes on. */
  cursor: ReadCursor | null;
}
