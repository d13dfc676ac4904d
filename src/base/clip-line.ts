/** Shortens one line of JSON while its bytes stream through, so that what comes out still parses. */
export interface LineClipper {
  /** Takes the next bytes of the line. */
  push(bytes: Buffer, start: number, end: number): void;
  /** Ends the line and starts afresh. @returns its shortened text, or null when even that was too long */
  finish(): string | null;
}

/** Of a long string its first bytes are kept and its last ones: what failed stands at the end. */
const headLimit = 16_384;
const tailLimit = 16_384;
/** Above this, lists and objects inside the record end at their next comma. */
const softLimit = 1 << 20;
/** Above this the line is given up. */
const hardLimit = 1 << 22;

const marker = Buffer.from(' [\\u2026] ');
const quote = 34;
const backslash = 92;

/**
 * Cuts by structure: the middle of long string literals, and, when a megabyte has been kept, the rest of every list and
 * object below the record itself. Keys, numbers and brackets stay, so a cut line reads as the same record with less in it.
 */
export function createLineClipper(): LineClipper {
  let out = Buffer.allocUnsafe(1 << 16);
  const tail = Buffer.allocUnsafe(tailLimit * 2);
  let length = 0;
  let depth = 0;
  /** Depth of the container whose rest is being dropped; 0 when nothing is. */
  let dropping = 0;
  let inString = false;
  /** Bytes of the string literal so far. */
  let run = 0;
  /** Bytes of an escape that are still to come. */
  let pendingEscape = 0;
  let tailLength = 0;
  let tailHalf = 0;
  let cut = false;
  let given = false;

  const put = (byte: number) => {
    if (length === out.length) {
      if (length >= hardLimit) {
        given = true;
        return;
      }
      const larger = Buffer.allocUnsafe(out.length * 2);
      out.copy(larger);
      out = larger;
    }
    out[length++] = byte;
  };

  const putTail = (byte: number, boundary: boolean) => {
    if (boundary && tailHalf === 0 && tailLength >= tailLimit) tailHalf = tailLength;
    if (boundary && tailLength >= tail.length - 16) {
      tail.copyWithin(0, tailHalf, tailLength);
      tailLength -= tailHalf;
      tailHalf = 0;
      cut = true;
    }
    tail[tailLength++] = byte;
  };

  const endString = () => {
    if (cut) for (const byte of marker) put(byte);
    for (let i = 0; i < tailLength; i++) put(tail[i] ?? 0);
    put(quote);
  };

  const stringByte = (byte: number) => {
    // A boundary is a place where cutting splits neither an escape nor a character.
    const boundary = pendingEscape === 0 && (byte & 0xc0) !== 0x80;
    if (pendingEscape > 0) pendingEscape = pendingEscape === 6 ? (byte === 117 ? 4 : 0) : pendingEscape - 1;
    else if (byte === backslash) pendingEscape = 6;
    else if (byte === quote) {
      inString = false;
      if (dropping === 0) endString();
      return;
    }
    if (dropping > 0) return;
    run++;
    if (tailLength > 0 || (run > headLimit && boundary)) putTail(byte, boundary);
    else put(byte);
  };

  const structureByte = (byte: number) => {
    if (byte === quote) {
      inString = true;
      run = tailLength = tailHalf = pendingEscape = 0;
      cut = false;
    } else if (byte === 123 || byte === 91) depth++;
    else if (byte === 125 || byte === 93) {
      if (dropping === depth) dropping = 0;
      depth--;
    } else if (byte === 44 && dropping === 0 && length > softLimit && depth > 1) dropping = depth;
    if (dropping === 0) put(byte);
  };

  return {
    push(bytes, start, end) {
      for (let i = start; i < end && !given; i++) {
        const byte = bytes[i] ?? 0;
        if (inString) stringByte(byte);
        else if (byte > 32) structureByte(byte);
      }
    },
    finish() {
      const text = given ? null : out.toString('utf8', 0, length);
      out = out.length > 1 << 20 ? Buffer.allocUnsafe(1 << 16) : out;
      length = depth = dropping = run = pendingEscape = tailLength = tailHalf = 0;
      inString = cut = given = false;
      return text;
    },
  };
}
