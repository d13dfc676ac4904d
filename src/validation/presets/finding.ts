/** A file that a preset looks at, by its path from the top of the checkout. */
export interface PresetFile {
  readonly path: string;
  readonly text: string;
}

/** Something wrong, and where. */
export interface PresetFinding {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** What a preset came to. Where nothing was there to check it has failed, whatever it found. */
export interface PresetResult {
  readonly checked: number;
  readonly findings: readonly PresetFinding[];
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
