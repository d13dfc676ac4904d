import { statSync } from 'node:fs';
import { type DocumentPart, scanJsonDocument } from '../base/json-document.ts';
import type { SessionEvent } from './event.ts';
import type { Lack, ReadCursor, TranscriptReading } from './reader.ts';
import { emptyReport, type MapperStart, type RecordMapper } from './reading.ts';

export interface DocumentShape {
  /** The list that holds the messages; empty where the document itself is that list. */
  readonly list: string;
  readonly lacks?: readonly Lack[];
}

/**
 * Reads a transcript that is one JSON document, which its agent writes anew each time: the other fields become a first
 * record, the elements of the list one record each, numbered from 1 like lines. Nothing in such a file stays where it
 * was, so every reading starts at its beginning, and the mapper leaves out what it remembers having told.
 */
export function readDocument(
  path: string,
  from: ReadCursor | undefined,
  createMapper: (start: MapperStart) => RecordMapper,
  { list, lacks }: DocumentShape,
): TranscriptReading {
  const report = emptyReport(lacks);
  return { events: events(), report };

  function* events(): Generator<SessionEvent, void, void> {
    const unknown = (type: string) => {
      const name = type.slice(0, 80);
      report.unknown[name] = (report.unknown[name] ?? 0) + 1;
    };
    const mapper = createMapper({ carried: from?.carry, unknown });
    const scan = scanJsonDocument(path, { keep: (key, index) => index === null || key === list });
    const map = (record: unknown, line: number): readonly SessionEvent[] => {
      try {
        return mapper.map(fieldsIn(record), line);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        unknown('malformed message');
        return [];
      }
    };
    let head: Record<string, unknown> = {};
    const takeHead = () => {
      const taken = head;
      head = {};
      return Object.keys(taken).length > 0 ? map(taken, 1) : [];
    };
    try {
      for (const part of scan.parts) {
        if (isMessage(part, list)) {
          report.lines++;
          yield* takeHead();
          yield* map(part.value, report.lines);
        } else if (part.index === null) head[part.key] = part.value;
      }
      yield* takeHead();
      yield* mapper.finish();
    } finally {
      const { bytes, malformed, clipped } = scan.report;
      const cursor = { offset: bytes, line: report.lines, inode: inodeOf(path), head: '', carry: mapper.carry() };
      Object.assign(report, { lacks: mapper.lacks?.() ?? report.lacks, bytes, malformed, clipped, cursor });
    }
  }
}

function isMessage({ key, index }: DocumentPart, list: string): boolean {
  return key === list && index !== null;
}

function fieldsIn(record: unknown): Readonly<Record<string, unknown>> {
  return typeof record === 'object' && record !== null ? (record as Readonly<Record<string, unknown>>) : {};
}

function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
}
