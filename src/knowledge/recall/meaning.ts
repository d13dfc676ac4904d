/**
 * The direction in which a text points among word vectors: the weighted mean of its words' vectors, at unit length.
 * Two texts about the same thing point the same way even where they share no word.
 */
export type Meaning = Float32Array;

/** Unpacks a word's vector as the index keeps it: two numbers from -7 to 7 a byte, each with 8 added. */
export function unpackVector(packed: Uint8Array): Float32Array {
  const vector = new Float32Array(packed.length * 2);
  for (let i = 0; i < packed.length; i++) {
    const byte = packed[i] ?? 0x88;
    vector[2 * i] = (byte >> 4) - 8;
    vector[2 * i + 1] = (byte & 15) - 8;
  }
  return toUnit(vector);
}

/** The weighted mean of vectors at unit length; null where there is none. */
export function meaningOf(parts: Iterable<readonly [vector: Float32Array, weight: number]>): Meaning | null {
  let sum: Float32Array | null = null;
  for (const [vector, weight] of parts) {
    sum ??= new Float32Array(vector.length);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (vector[i] ?? 0);
  }
  return sum && toUnit(sum);
}

/** Cosine of two meanings, 0 where they point apart or one is unknown. */
export function likeness(a: Meaning | null, b: Meaning | null): number {
  if (a === null || b === null) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return Math.max(0, sum);
}

/** A meaning as bytes for the index: 8 bits a number. */
export function packMeaning(meaning: Meaning): Uint8Array {
  return Uint8Array.from(meaning, (value) => Math.round(value * 127) + 128);
}

export function unpackMeaning(packed: Uint8Array): Meaning {
  const vector = new Float32Array(packed);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - 128;
  return toUnit(vector);
}

/** Brings a vector to unit length, in place. */
function toUnit(vector: Float32Array): Float32Array {
  let length = 0;
  for (let i = 0; i < vector.length; i++) length += (vector[i] ?? 0) ** 2;
  length = Math.sqrt(length) || 1;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}
