/** Makes the columns of a tall matrix (rows × width, row by row) orthogonal and of unit length: modified Gram-Schmidt. */
export function orthonormalise(matrix: Float64Array, rows: number, width: number): Float64Array {
  const result = Float64Array.from(matrix);
  const column = (row: number, k: number) => result[row * width + k] ?? 0;
  for (let k = 0; k < width; k++) {
    for (let before = 0; before < k; before++) {
      let along = 0;
      for (let row = 0; row < rows; row++) along += column(row, k) * column(row, before);
      for (let row = 0; row < rows; row++) result[row * width + k] = column(row, k) - along * column(row, before);
    }
    let length = 0;
    for (let row = 0; row < rows; row++) length += column(row, k) ** 2;
    length = Math.sqrt(length) || 1;
    for (let row = 0; row < rows; row++) result[row * width + k] = column(row, k) / length;
  }
  return result;
}

/** Eigenvalues and eigenvectors (as columns) of a small symmetric matrix: cyclic Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, size: number): { values: number[]; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const at = (m: Float64Array, i: number, j: number) => m[i * size + j] ?? 0;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) off += at(a, i, j) ** 2;
    if (off < 1e-18) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(at(a, p, q)) < 1e-15) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * at(a, p, q));
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < size; k++) {
          const [kp, kq] = [at(a, k, p), at(a, k, q)];
          a[k * size + p] = c * kp - s * kq;
          a[k * size + q] = s * kp + c * kq;
        }
        for (let k = 0; k < size; k++) {
          const [pk, qk] = [at(a, p, k), at(a, q, k)];
          a[p * size + k] = c * pk - s * qk;
          a[q * size + k] = s * pk + c * qk;
          const [vp, vq] = [at(v, k, p), at(v, k, q)];
          v[k * size + p] = c * vp - s * vq;
          v[k * size + q] = s * vp + c * vq;
        }
      }
    }
  }
  return { values: Array.from({ length: size }, (_, i) => at(a, i, i)), vectors: v };
}
