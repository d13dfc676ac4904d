/** One change of a text. A list of them is applied one after the other, each to the result of the one before. */
export interface TextEdit {
  readonly offset: number;
  readonly removed: string;
  readonly inserted: string;
}

/** Applies edits in their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce(
    (now, { offset, removed, inserted }) => now.slice(0, offset) + inserted + now.slice(offset + removed.length),
    text,
  );
}

/** The edits that take those back. */
export function invertEdits(edits: readonly TextEdit[]): TextEdit[] {
  return edits.map(({ offset, removed, inserted }) => ({ offset, removed: inserted, inserted: removed })).toReversed();
}

/** Where an offset lies, as a person counts: lines and columns from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const begin = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - begin + 1 };
}

/** The line ending a text uses. */
export function eolOf(text: string): string {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** Why a settings text cannot be edited, and where. */
export class SettingsProblem extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'SettingsProblem';
    this.offset = offset;
  }
}
