import type { Source } from './corpus.ts';
import { orthonormalise, symmetricEigen } from './linear.ts';

const vocabularyLimit = 16_000;
const fewestUses = 25;
const window = 6;
/** Directions that all words share tell nothing apart. */
const commonDirections = 2;
const rounds = 4;

/**
 * Word vectors from what stands near what: positive pointwise mutual information with smoothed contexts (Levy & Goldberg 2014),
 * its strongest directions found by subspace iteration, centred, the commonest directions removed (Mu & Viswanath 2018).
 * Deterministic. Unit length.
 */
export function wordVectors(sources: readonly Source[], dimensions: number): Map<string, Float64Array> {
  const words = vocabularyOf(sources);
  const near = mutualInformation(sources, words);
  const width = dimensions + 10;
  let basis = seededMatrix(words.length, width);
  for (let round = 0; round < rounds; round++)
    basis = orthonormalise(multiply(near, basis, words.length, width), words.length, width);
  const image = multiply(near, basis, words.length, width);
  const { values, vectors } = symmetricEigen(product(basis, image, words.length, width), width);
  const strongest = [...values.keys()]
    .sort((a, b) => Math.abs(values[b] ?? 0) - Math.abs(values[a] ?? 0))
    .slice(0, dimensions);
  const rows = words.map((_, i) =>
    Float64Array.from(strongest, (k) => {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (basis[i * width + j] ?? 0) * (vectors[j * width + k] ?? 0);
      return sum * Math.sqrt(Math.abs(values[k] ?? 0));
    }),
  );
  rows.forEach(toUnit);
  withoutCommon(rows, dimensions);
  return new Map(words.map((word, i) => [word, rows[i] ?? new Float64Array(dimensions)]));
}

/** A symmetric sparse matrix, row by row. */
interface Sparse {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

function vocabularyOf(sources: readonly Source[]): string[] {
  const counts = new Map<string, number>();
  for (const { paragraphs } of sources)
    for (const words of paragraphs) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= fewestUses)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, vocabularyLimit)
    .map(([word]) => word);
}

function mutualInformation(sources: readonly Source[], words: readonly string[]): Sparse {
  const size = words.length;
  const index = new Map(words.map((word, i) => [word, i]));
  // Open addressing over packed pairs: tens of millions of them do not fit a Map.
  const slots = 1 << 26;
  const keys = new Int32Array(slots).fill(-1);
  const sums = new Float32Array(slots);
  const add = (key: number, amount: number) => {
    let slot = (Math.imul(key, 0x9e3779b1) >>> 0) & (slots - 1);
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (slots - 1);
    keys[slot] = key;
    sums[slot] = (sums[slot] ?? 0) + amount;
  };
  for (const { paragraphs } of sources) {
    for (const paragraph of paragraphs) {
      const ids = paragraph.map((word) => index.get(word) ?? -1);
      for (let i = 0; i < ids.length; i++) {
        const a = ids[i] ?? -1;
        if (a < 0) continue;
        for (let d = 1; d <= window && i + d < ids.length; d++) {
          const b = ids[i + d] ?? -1;
          if (b >= 0 && a !== b) add(Math.min(a, b) * size + Math.max(a, b), (window - d + 1) / window);
        }
      }
    }
  }
  const rowSums = new Float64Array(size);
  for (let slot = 0; slot < slots; slot++) {
    const key = keys[slot] ?? -1;
    if (key < 0) continue;
    const sum = sums[slot] ?? 0;
    for (const i of [Math.floor(key / size), key % size]) rowSums[i] = (rowSums[i] ?? 0) + sum;
  }
  const contexts = rowSums.map((sum) => sum ** 0.75);
  const total = contexts.reduce((sum, context) => sum + context, 0);
  const cells: [number, number, number][] = [];
  for (let slot = 0; slot < slots; slot++) {
    const key = keys[slot] ?? -1;
    if (key < 0) continue;
    const [a, b] = [Math.floor(key / size), key % size];
    // Smoothing makes it lopsided; the mean of both sides keeps the matrix symmetric.
    const one = Math.log(((sums[slot] ?? 0) * total) / ((rowSums[a] ?? 1) * (contexts[b] ?? 1)));
    const other = Math.log(((sums[slot] ?? 0) * total) / ((rowSums[b] ?? 1) * (contexts[a] ?? 1)));
    const value = (Math.max(0, one) + Math.max(0, other)) / 2;
    if (value > 0) cells.push([a, b, value]);
  }
  return sparse(cells, size);
}

function sparse(cells: readonly (readonly [number, number, number])[], size: number): Sparse {
  const starts = new Int32Array(size + 1);
  for (const [a, b] of cells) for (const i of [a, b]) starts[i + 1] = (starts[i + 1] ?? 0) + 1;
  for (let i = 0; i < size; i++) starts[i + 1] = (starts[i + 1] ?? 0) + (starts[i] ?? 0);
  const next = starts.slice(0, size);
  const columns = new Int32Array(cells.length * 2);
  const values = new Float64Array(cells.length * 2);
  const put = (row: number, column: number, value: number) => {
    const at = next[row] ?? 0;
    next[row] = at + 1;
    columns[at] = column;
    values[at] = value;
  };
  for (const [a, b, value] of cells) {
    put(a, b, value);
    put(b, a, value);
  }
  return { starts, columns, values };
}

function multiply({ starts, columns, values }: Sparse, dense: Float64Array, size: number, width: number): Float64Array {
  const result = new Float64Array(size * width);
  for (let row = 0; row < size; row++) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const [from, value] = [(columns[at] ?? 0) * width, values[at] ?? 0];
      for (let k = 0; k < width; k++)
        result[row * width + k] = (result[row * width + k] ?? 0) + value * (dense[from + k] ?? 0);
    }
  }
  return result;
}

/** aᵀ b for two tall matrices. */
function product(a: Float64Array, b: Float64Array, size: number, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let row = 0; row < size; row++)
    for (let i = 0; i < width; i++) {
      const left = a[row * width + i] ?? 0;
      for (let j = 0; j < width; j++)
        result[i * width + j] = (result[i * width + j] ?? 0) + left * (b[row * width + j] ?? 0);
    }
  return result;
}

function withoutCommon(rows: readonly Float64Array[], dimensions: number): void {
  const mean = new Float64Array(dimensions);
  for (const row of rows) for (let k = 0; k < dimensions; k++) mean[k] = (mean[k] ?? 0) + (row[k] ?? 0) / rows.length;
  for (const row of rows) for (let k = 0; k < dimensions; k++) row[k] = (row[k] ?? 0) - (mean[k] ?? 0);
  const flat = Float64Array.from(rows.flatMap((row) => [...row]));
  const { values, vectors } = symmetricEigen(product(flat, flat, rows.length, dimensions), dimensions);
  const common = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0)).slice(0, commonDirections);
  for (const row of rows) {
    for (const direction of common) {
      let along = 0;
      for (let k = 0; k < dimensions; k++) along += (row[k] ?? 0) * (vectors[k * dimensions + direction] ?? 0);
      for (let k = 0; k < dimensions; k++) row[k] = (row[k] ?? 0) - along * (vectors[k * dimensions + direction] ?? 0);
    }
    toUnit(row);
  }
}

function toUnit(row: Float64Array): void {
  const length = Math.hypot(...row) || 1;
  for (let k = 0; k < row.length; k++) row[k] = (row[k] ?? 0) / length;
}

/** Numbers between -1 and 1, the same at every run. */
function seededMatrix(size: number, width: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length: size * width }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  });
}
