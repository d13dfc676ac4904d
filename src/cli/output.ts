import pc from 'picocolors';

/** One way to speak: results on standard output, progress and remarks on standard error. */
export interface Output {
  /** True on a terminal that a person sits at; only then are there colours, prompts and moving progress. */
  readonly interactive: boolean;
  readonly columns: number;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** A line, or several, of the result. */
  line(text?: string): void;
  /** A result as JSON: one object a line. */
  json(value: unknown): void;
  /** A remark that is not the result. */
  note(text: string): void;
  /** A progress line: rewritten in place on a terminal, dropped elsewhere unless `force`. */
  progress(text: string, force?: boolean): void;
}

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Makes the output of a run from its streams. `NO_COLOR` and a stream that is no terminal switch colours off; how wide that may be
 * filled says `COLUMNS`.
 * What files and transcripts say passes through here: no text of theirs can steer the terminal.
 */
export function createOutput(
  stdout: Stream,
  stderr: Stream,
  env: Readonly<Record<string, string | undefined>>,
  stdin: Pick<Stream, 'isTTY'> = {},
): Output {
  const interactive = Boolean(stdin.isTTY && stdout.isTTY && stderr.isTTY);
  const forced = Boolean(env['FORCE_COLOR']) && env['FORCE_COLOR'] !== '0';
  const colored = (Boolean(stdout.isTTY) || forced) && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const plain = (text: string) => harmless(text, colored);
  let dirty = false;
  const clear = () => {
    if (dirty) stderr.write('\r\x1b[2K');
    dirty = false;
  };
  return {
    interactive,
    columns: stdout.columns ?? (Number(env['COLUMNS']) || 100),
    colors: pc.createColors(colored),
    line(text = '') {
      clear();
      stdout.write(`${plain(text)}\n`);
    },
    json(value) {
      clear();
      stdout.write(`${JSON.stringify(value)}\n`);
    },
    note(text) {
      clear();
      stderr.write(`${plain(text)}\n`);
    },
    progress(text, force = false) {
      if (stderr.isTTY) {
        stderr.write(`\r\x1b[2K${plain(text)}`);
        dirty = true;
      } else if (force) stderr.write(`${plain(text)}\n`);
    },
  };
}

/** Codes of bold, dim and the plain colours, which our own lines use; then everything that steers a terminal or turns the direction of a text. */
const steering = /\x1b\[(?:0|1|2|22|3[0-79]|39|9[0-7])m|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** A text without what steers a terminal; our own colours stay where there are colours. */
export function harmless(text: string, colored = false): string {
  return text.replace(steering, (found) => (colored && found.length > 1 ? found : ''));
}
