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

/** Makes the output of a run from its streams. `NO_COLOR` and a stream that is no terminal switch colours off. */
export function createOutput(
  stdout: Stream,
  stderr: Stream,
  env: Readonly<Record<string, string | undefined>>,
): Output {
  const interactive = Boolean(stdout.isTTY && stderr.isTTY);
  const colored = (Boolean(stdout.isTTY) || Boolean(env['FORCE_COLOR'])) && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  let dirty = false;
  const clear = () => {
    if (dirty) stderr.write('\r\x1b[2K');
    dirty = false;
  };
  return {
    interactive,
    columns: stdout.columns ?? 100,
    colors: pc.createColors(colored),
    line(text = '') {
      clear();
      stdout.write(`${text}\n`);
    },
    json(value) {
      clear();
      stdout.write(`${JSON.stringify(value)}\n`);
    },
    note(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text, force = false) {
      if (stderr.isTTY) {
        stderr.write(`\r\x1b[2K${text}`);
        dirty = true;
      } else if (force) stderr.write(`${text}\n`);
    },
  };
}
