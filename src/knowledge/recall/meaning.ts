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

/** The weighted mean of words' vectors as the index keeps them, at unit length; null where there is none. */
export function meaningOfWords(words: readonly (readonly [packed: Uint8Array, weight: number])[]): Meaning | null {
  const [first] = words;
  if (first === undefined) return null;
  const sum = new Float32Array(first[0].length * 2);
  for (const [packed, weight] of words) {
    let length = 0;
    for (let i = 0; i < packed.length; i++) {
      const byte = packed[i] as number;
      length += ((byte >> 4) - 8) ** 2 + ((byte & 15) - 8) ** 2;
    }
    const scale = weight / (Math.sqrt(length) || 1);
    for (let i = 0; i < packed.length; i++) {
      const byte = packed[i] as number;
      sum[2 * i] = (sum[2 * i] as number) + scale * ((byte >> 4) - 8);
      sum[2 * i + 1] = (sum[2 * i + 1] as number) + scale * ((byte & 15) - 8);
    }
  }
  return toUnit(sum);
}

/** The weighted mean of vectors at unit length; null where there is none. */
export function meaningOf(parts: readonly (readonly [vector: Float32Array, weight: number])[]): Meaning | null {
  const [first] = parts;
  if (first === undefined) return null;
  const { length } = first[0];
  const sum = new Float32Array(length);
  for (const [vector, weight] of parts) {
    for (let i = 0; i < length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
  }
  return toUnit(sum);
}

/**
 * Cosine of a meaning and a packed one, 0 where they point apart or one is unknown. In one pass over the bytes: this runs for every
 * candidate in a process that has only just begun.
 */
export function likeness(a: Meaning | null, packed: Uint8Array | null): number {
  if (a === null || packed === null) return 0;
  let sum = 0;
  let length = 0;
  for (let i = 0; i < a.length; i++) {
    const value = (packed[i] as number) - 128;
    sum += (a[i] as number) * value;
    length += value * value;
  }
  return length > 0 ? Math.max(0, sum / Math.sqrt(length)) : 0;
}

/** A meaning as bytes for the index: 8 bits a number, with 128 added. */
export function packMeaning(meaning: Meaning): Uint8Array {
  const packed = new Uint8Array(meaning.length);
  for (let i = 0; i < packed.length; i++) packed[i] = Math.round((meaning[i] as number) * 127) + 128;
  return packed;
}

/** Brings a vector to unit length, in place. */
function toUnit(vector: Float32Array): Float32Array {
  let length = 0;
  for (let i = 0; i < vector.length; i++) length += (vector[i] ?? 0) ** 2;
  length = Math.sqrt(length) || 1;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}
