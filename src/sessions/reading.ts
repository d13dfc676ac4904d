import { type ScanOptions, scanJsonLines } from '../base/json-lines.ts';
import type { SessionEvent } from './event.ts';
import type { Lack, ReadCursor, ReadingReport, TranscriptReading } from './reader.ts';

/** Turns the records of one agent into events; made anew for each reading. */
export interface RecordMapper {
  /** Events of one record, in order. */
  map(record: Readonly<Record<string, unknown>>, line: number): readonly SessionEvent[];
  /** Events that were held back until the end of the file was certain. */
  finish(): readonly SessionEvent[];
  /** What this transcript turned out to lack, where that shows only in its records. */
  lacks?(): readonly Lack[];
  /** What the next reading must know to go on as if it had never stopped; plain JSON, bounded. */
  carry(): unknown;
}

export interface MapperStart {
  /** What `carry` gave at the end of the reading before; undefined when reading from the beginning. */
  readonly carried: unknown;
  /** Counts a record type that the mapper does not know. */
  readonly unknown: (type: string) => void;
}

export interface ReadOptions extends Pick<ScanOptions, 'skip' | 'spare'> {
  /** What records of this form never say. */
  readonly lacks?: readonly Lack[];
}

/** The report of a reading that has not begun. */
export function emptyReport(lacks: readonly Lack[] = []): ReadingReport {
  return { lacks, lines: 0, bytes: 0, unknown: {}, malformed: 0, clipped: 0, cursor: null };
}

/**
 * Reads one transcript of one-record-a-line: scans, maps and reports. A record that does not have the shape its type
 * promises is counted as unknown; it never stops the reading.
 */
export function readRecords(
  path: string,
  from: ReadCursor | undefined,
  createMapper: (start: MapperStart) => RecordMapper,
  { lacks, ...raw }: ReadOptions = {},
): TranscriptReading {
  const report = emptyReport(lacks);
  return { events: events(), report };

  function* events(): Generator<SessionEvent, void, void> {
    const scan = scanJsonLines(path, { from, ...raw });
    const unknown = (type: string) => {
      const name = type.slice(0, 80);
      report.unknown[name] = (report.unknown[name] ?? 0) + 1;
    };
    let mapper: RecordMapper | null = null;
    try {
      for (const { line, record } of scan.lines) {
        mapper ??= createMapper({ carried: scan.report.resumed ? from?.carry : undefined, unknown });
        let found: readonly SessionEvent[] = [];
        try {
          found = mapper.map(record, line);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          unknown(`malformed ${String(record['type'])}`);
        }
        yield* found;
      }
      if (mapper) yield* mapper.finish();
    } finally {
      const { lines, bytes, malformed, clipped, cursor } = scan.report;
      const carry = mapper ? mapper.carry() : scan.report.resumed ? from?.carry : undefined;
      Object.assign(report, {
        lacks: mapper?.lacks?.() ?? report.lacks,
        lines,
        bytes,
        malformed,
        clipped,
        cursor: cursor && { ...cursor, ...(carry !== undefined && { carry }) },
      });
    }
  }
}
