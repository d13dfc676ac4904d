import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createLineClipper } from './clip-line.ts';
import { sha256 } from './hash.ts';

/** Where a scan stopped. It holds only while the file keeps its inode and its beginning, and has not shrunk. */
export interface LineCursor {
  /** Bytes read so far. */
  readonly offset: number;
  /** Lines read so far. */
  readonly line: number;
  readonly inode: number;
  /** SHA-256 of the first bytes of the file: 1 KiB, or as many as `offset`, whichever is less. */
  readonly head: string;
}

export interface JsonLine {
  /** 1-based. */
  readonly line: number;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface LineScan {
  /** To be consumed once. */
  readonly lines: Iterable<JsonLine>;
  /** Complete once `lines` is at its end. */
  readonly report: LineReport;
}

export interface LineReport {
  /** Lines read in this scan, blank, skipped and malformed ones included. */
  lines: number;
  bytes: number;
  malformed: number;
  /** Lines over the limit of which long strings or long lists were cut. */
  clipped: number;
  /** True where a cursor was given and still held. */
  resumed: boolean;
  cursor: LineCursor | null;
}

export interface ScanOptions {
  readonly from?: LineCursor | undefined;
  /** Looks at the raw bytes of a line and says whether to leave it unparsed; it still counts as a line. */
  readonly skip?: (bytes: Buffer, start: number, end: number) => boolean;
  /** Names a part of a line's raw bytes that nobody asks for: what is left is parsed, or the whole where that is no record. */
  readonly spare?: (bytes: Buffer, start: number, end: number) => BytePart | null;
  /** Bytes read at once; only tests change it. */
  readonly chunkBytes?: number;
  /** Lines longer than this are clipped. */
  readonly limitBytes?: number;
}

/** From one offset up to, not including, another. */
export interface BytePart {
  readonly start: number;
  readonly end: number;
}

const headBytes = 1024;
const newline = 10;

/**
 * Reads a file of one JSON object a line: synchronous, resumable, in flat memory whatever the sizes of file and lines.
 *
 * A last line without a line end counts when it is a whole object; otherwise it is torn and waits for its rest, so the
 * cursor stays before it. Lines that are no JSON object are counted and left out. Bytes that are no UTF-8 become U+FFFD.
 * The file is opened when `lines` is first asked and closed at its end or when the consumer stops early; then the
 * cursor stands after the last line that was handed out.
 * @throws Error of `node:fs` when the file cannot be opened or read
 */
export function scanJsonLines(path: string, options: ScanOptions = {}): LineScan {
  const report: LineReport = { lines: 0, bytes: 0, malformed: 0, clipped: 0, resumed: false, cursor: null };
  return { lines: scan(path, options, report), report };
}

function* scan(path: string, options: ScanOptions, report: LineReport): Generator<JsonLine, void, void> {
  const { skip, spare, chunkBytes = 1 << 18, limitBytes = 1_000_000 } = options;
  const fd = openSync(path, 'r');
  let offset = 0;
  let line = 0;
  let inode = 0;
  let held = 0;
  try {
    const status = fstatSync(fd);
    inode = status.ino;
    const from = options.from;
    if (from && holds(fd, from, status.ino, status.size)) {
      ({ offset, line } = from);
      report.resumed = true;
    }
    held = offset;
    // A small file is read in one piece, into a buffer of its size.
    const chunk = Math.min(chunkBytes, Math.max(4096, status.size - offset + 1));
    let buffer = Buffer.allocUnsafe(chunk * 2);
    let start = 0;
    let end = 0;
    let searched = 0;
    let position = offset;
    const clipper = createLineClipper();
    let clipping = false;
    // A whole record without its line end was read before: what follows up to the line end belongs to it.
    if (offset > 0 && byteAt(fd, offset - 1) !== newline && byteAt(fd, offset) === newline) {
      offset++;
      position++;
      held = offset;
    } else if (offset === 0) position += bomLength(fd);
    offset = position;

    const accept = (text: string): JsonLine | null => {
      const record = parseObject(text);
      if (record) return { line, record };
      report.malformed++;
      return null;
    };

    for (;;) {
      if (buffer.length - end < chunk) {
        if (end - start + chunk > buffer.length) {
          const larger = Buffer.allocUnsafe((end - start + chunk) * 2);
          buffer.copy(larger, 0, start, end);
          buffer = larger;
        } else buffer.copyWithin(0, start, end);
        searched -= start;
        end -= start;
        start = 0;
      }
      const got = readSync(fd, buffer, end, chunk, position);
      position += got;
      end += got;
      for (let at: number; (at = indexOfNewline(buffer, searched, end)) >= 0; start = searched = at + 1) {
        line++;
        report.lines++;
        let found: JsonLine | null = null;
        if (clipping || at - start > limitBytes) {
          clipper.push(buffer, start, at);
          clipping = false;
          report.clipped++;
          const text = clipper.finish();
          if (text === null) report.malformed++;
          else found = accept(text);
        } else {
          const first = firstByte(buffer, start, at);
          if (first < at && !skip?.(buffer, first, at)) {
            const part = spare?.(buffer, first, at) ?? null;
            const record =
              part === null
                ? null
                : parseObject(buffer.toString('utf8', first, part.start) + buffer.toString('utf8', part.end, at));
            found = record ? { line, record } : accept(buffer.toString('utf8', first, at));
          }
        }
        offset = position - end + at + 1;
        report.bytes += offset - held;
        held = offset;
        if (found) yield found;
      }
      searched = end;
      if (clipping || end - start > limitBytes) {
        clipper.push(buffer, start, end);
        clipping = true;
        start = end;
      }
      if (got > 0) continue;
      const rest = clipping ? clipper.finish() : buffer.toString('utf8', firstByte(buffer, start, end), end);
      const record = rest === null ? null : parseObject(rest);
      if (record) {
        line++;
        report.lines++;
        if (clipping) report.clipped++;
        offset = position;
        report.bytes += offset - held;
        held = offset;
        yield { line, record };
      }
      return;
    }
  } finally {
    if (offset > 0) report.cursor = { offset: held, line, inode, head: headHash(fd, held) };
    closeSync(fd);
  }
}

/** Whether a cursor still fits the file: same inode, same beginning, not shrunk. */
function holds(fd: number, cursor: LineCursor, inode: number, size: number): boolean {
  return cursor.inode === inode && size >= cursor.offset && headHash(fd, cursor.offset) === cursor.head;
}

function headHash(fd: number, offset: number): string {
  const head = Buffer.alloc(Math.min(headBytes, offset));
  const got = readSync(fd, head, 0, head.length, 0);
  return sha256(head.subarray(0, got));
}

function byteAt(fd: number, position: number): number {
  const byte = Buffer.alloc(1);
  return readSync(fd, byte, 0, 1, position) === 1 ? (byte[0] ?? -1) : -1;
}

function bomLength(fd: number): number {
  return byteAt(fd, 0) === 0xef && byteAt(fd, 1) === 0xbb && byteAt(fd, 2) === 0xbf ? 3 : 0;
}

function indexOfNewline(buffer: Buffer, from: number, end: number): number {
  const at = buffer.indexOf(newline, from);
  return at >= 0 && at < end ? at : -1;
}

/** Past blanks, and past the zero bytes that some file systems leave after a crash. */
function firstByte(buffer: Buffer, start: number, end: number): number {
  while (start < end && (buffer[start] ?? 0) <= 32) start++;
  return start;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  if (text.charCodeAt(0) !== 123) return null;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
