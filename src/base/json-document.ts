import { closeSync, openSync, readSync } from 'node:fs';
import { createLineClipper } from './clip-line.ts';

/** A value of a JSON document: of a field of its top object, or an element of a list that is one of those fields. */
export interface DocumentPart {
  /** The field's name; empty where the document itself is a list. */
  readonly key: string;
  /** Place in the list, from 0; null for a field that is no list. */
  readonly index: number | null;
  readonly value: unknown;
}

export interface DocumentScan {
  /** To be consumed once. */
  readonly parts: Iterable<DocumentPart>;
  /** Complete once `parts` is at its end. */
  readonly report: DocumentReport;
}

export interface DocumentReport {
  bytes: number;
  /** Parts that are not JSON, and one more for a document that ends before its end. */
  malformed: number;
  /** Parts over the limit of which long strings or long lists were cut. */
  clipped: number;
}

export interface DocumentOptions {
  /** Whether a part is wanted; others are passed over without being parsed. */
  readonly keep?: (key: string, index: number | null) => boolean;
  readonly limitBytes?: number;
  /** Bytes read at once; only tests change it. */
  readonly chunkBytes?: number;
}

/**
 * Reads one JSON document part by part, in flat memory whatever its size: agents write whole sessions as one object with
 * a list of messages in it. What is torn or garbled is counted; it throws for nothing but the file itself.
 * @throws Error of `node:fs` when the file cannot be opened or read
 */
export function scanJsonDocument(path: string, options: DocumentOptions = {}): DocumentScan {
  const report: DocumentReport = { bytes: 0, malformed: 0, clipped: 0 };
  return { parts: scan(path, options, report), report };
}

const [quote, backslash, comma, colon] = [34, 92, 44, 58];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];

function* scan(path: string, options: DocumentOptions, report: DocumentReport): Generator<DocumentPart, void, void> {
  const { keep = () => true, chunkBytes = 1 << 18, limitBytes = 1_000_000 } = options;
  const fd = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const part = createCollector(limitBytes, report);
    let level: 'before' | 'key' | 'value' | 'list' | 'after' = 'before';
    let outer: 'key' | 'after' = 'key';
    let key = '';
    let index = 0;
    for (let got: number; (got = readSync(fd, chunk, 0, chunkBytes, null)) > 0; ) {
      report.bytes += got;
      for (let at = 0; at < got; ) {
        const byte = chunk[at] ?? 0;
        if (part.isOpen()) {
          at = part.take(chunk, at, got);
          if (part.isOpen()) continue;
          const value = part.value();
          if (level === 'key') key = typeof value === 'string' ? value : '';
          else if (value !== undefined) yield { key, index: level === 'list' ? index : null, value };
          if (level === 'list') index++;
          else level = level === 'key' ? 'value' : 'key';
        } else if (byte <= 32 || byte === comma || byte === colon || level === 'after') at++;
        else if (level === 'before') {
          at++;
          if (byte === openObject) level = 'key';
          else if (byte === openList) [level, outer] = ['list', 'after'];
          // A byte order mark may stand before the document.
          else if (byte < 0x80) [level, report.malformed] = ['after', report.malformed + 1];
        } else if (byte === closeList && level === 'list') {
          level = outer;
          at++;
        } else if (byte === closeObject && level === 'key') {
          level = 'after';
          at++;
        } else if (byte === openList && level === 'value') {
          level = 'list';
          index = 0;
          at++;
        } else if (byte === closeList || byte === closeObject) {
          // Brackets that do not match: what follows cannot be told apart.
          level = 'after';
          report.malformed++;
        } else part.begin(level === 'key' || keep(key, level === 'list' ? index : null));
      }
    }
    if (level !== 'after') report.malformed++;
  } finally {
    closeSync(fd);
  }
}

/** Collects the bytes of one value and parses them. */
function createCollector(limitBytes: number, report: DocumentReport) {
  const clipper = createLineClipper();
  let open = false;
  let wanted = false;
  let pieces: Buffer[] = [];
  let length = 0;
  let clipping = false;
  let depth = 0;
  let inString = false;
  let escaped = false;

  /** Where the value ends among these bytes, or the end of them. */
  const endOf = (bytes: Buffer, from: number, end: number): number => {
    for (let at = from; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (inString) {
        if (escaped) {
          escaped = false;
          continue;
        }
        // Strings are most of a document: on to the next quote at once.
        const found = bytes.indexOf(quote, at);
        const stop = found < 0 || found >= end ? end : found;
        let run = 0;
        while (stop - run > at && bytes[stop - run - 1] === backslash) run++;
        at = stop;
        if (stop === end) escaped = run % 2 === 1;
        else if (run % 2 === 0) {
          inString = false;
          if (depth === 0) return done(at + 1);
        }
      } else if (byte === quote) inString = true;
      else if (byte === openObject || byte === openList) depth++;
      else if (byte === closeObject || byte === closeList) {
        if (depth === 0) return done(at);
        depth--;
        if (depth === 0) return done(at + 1);
      } else if (depth === 0 && (byte === comma || byte <= 32)) return done(at);
    }
    return end;
  };

  const done = (at: number) => {
    open = false;
    return at;
  };

  return {
    isOpen: () => open,
    begin(isWanted: boolean) {
      open = true;
      wanted = isWanted;
      pieces = [];
      length = depth = 0;
      clipping = inString = escaped = false;
    },
    /** Takes the bytes of the value. @returns where it ends, or `end` while it is still open */
    take(bytes: Buffer, start: number, end: number): number {
      const stop = endOf(bytes, start, end);
      if (!wanted) return stop;
      length += stop - start;
      if (!clipping && length > limitBytes) {
        clipping = true;
        report.clipped++;
        for (const piece of pieces) clipper.push(piece, 0, piece.length);
        pieces = [];
      }
      if (clipping) clipper.push(bytes, start, stop);
      else pieces.push(Buffer.from(bytes.subarray(start, stop)));
      return stop;
    },
    /** The value, once it has ended; undefined where it is not wanted or no JSON. */
    value(): unknown {
      if (!wanted) return undefined;
      const text = clipping ? clipper.finish() : Buffer.concat(pieces).toString('utf8');
      pieces = [];
      try {
        return JSON.parse(text ?? '');
      } catch {
        report.malformed++;
        return undefined;
      }
    },
  };
}
