import { statSync } from 'node:fs';
import { setBounded } from '../base/bounded-map.ts';
import { sha256 } from '../base/hash.ts';
import type { SessionEvent } from './event.ts';
import type { Lack, ReadCursor, ReadingReport, TranscriptReading } from './reader.ts';
import { emptyReport } from './reading.ts';
import { splitSessionPath } from './shared-file.ts';

/** How many calls without a result are remembered from one reading to the next. */
const remembered = 256;

/**
 * Reads a transcript that is no list of lines: a document, a database, prose. It is read from its beginning each time,
 * and what an earlier reading told is left out; a result that was missing then is told now.
 * @param lacks what records of this form never say
 * @param read gives the events in order and counts in the report, records as lines; the first event says whose session it is
 */
export function readWhole(
  path: string,
  from: ReadCursor | undefined,
  lacks: readonly Lack[],
  read: (report: ReadingReport, unknown: (type: string) => void) => Iterable<SessionEvent>,
): TranscriptReading {
  const report = emptyReport(lacks);
  return { events: events(), report };

  function* events(): Generator<SessionEvent, void, void> {
    const unknown = (type: string) => {
      const name = type.slice(0, 80);
      report.unknown[name] = (report.unknown[name] ?? 0) + 1;
    };
    const open = new Map<string, true>();
    let head = '';
    let told = 0;
    let waited: ReadonlySet<string> = new Set();
    for (const event of read(report, unknown)) {
      if (head === '') {
        head = event.type === 'session' ? sha256(event.id) : '-';
        if (from?.head === head) {
          told = from.line;
          waited = new Set(Array.isArray(from.carry) ? from.carry.map(String) : []);
        }
      }
      if (event.type === 'tool_call') setBounded(open, event.callId, true, remembered);
      else if (event.type === 'tool_result') open.delete(event.callId);
      if (event.line > told || (event.type === 'tool_result' && waited.has(event.callId))) yield event;
    }
    if (head !== '')
      report.cursor = { offset: report.bytes, line: report.lines, inode: inodeOf(path), head, carry: [...open.keys()] };
  }
}

function inodeOf(path: string): number {
  return statSync(splitSessionPath(path).file, { throwIfNoEntry: false })?.ino ?? 0;
}
