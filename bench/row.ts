/** One measured line of `npm run bench`, beside the bound it is held to (DESIGN §11). */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bound as a number in the same unit; null where the row is only a comparison. */
  readonly bound: number | null;
  /** Whether the bound is a ceiling (`<=`) or a floor (`>=`). */
  readonly sense: '<=' | '>=';
  readonly note: string;
}

export function keepsBound(row: BenchRow): boolean {
  if (row.bound === null) return true;
  return row.sense === '<=' ? row.value <= row.bound : row.value >= row.bound;
}
