import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('keeps the way from a query to an answer small enough for a hook: no more than node:fs, SQLite when asked, and 25 KB', async () => {
  const entry = `export { readIndex } from './src/knowledge/index/read-index.ts'; export { answerWith } from './src/knowledge/recall/answer.ts';`;
  const { metafile, outputFiles } = await build({
    stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    minify: true,
    charset: 'utf8',
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
  });
  const outside = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  expect([...new Set(outside)].sort()).toEqual(['node:fs']);
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(outputFiles[0]?.contents.length).toBeLessThan(25_000);
});
