// Bundles the command line into dist/ (one small entry, every command behind its own chunk), and the hooks as files of their own.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
const result = await build({
  entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  // Its CommonJS form hides its imports from the bundler.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
  // Bundled CommonJS parts may call require() for Node's own modules.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));

// A hook starts at every prompt: CommonJS loads faster, and what it does not need is not in it.
const hookOptions = {
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22.13',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} as const;
// Each part is one function, for `src/hook/compiled.ts`, which loads it; in ASCII, because V8 reads that fastest.
const parts = await build({
  ...hookOptions,
  entryPoints: {
    'hooks/answer': 'src/hook/answer-call.ts',
    'hooks/failure': 'src/app/hook/read-failure.ts',
    'hooks/anchors': 'src/app/hook/anchors-now.ts',
    'hooks/recall': 'src/app/hook/recall-part.ts',
    'hooks/phase': 'src/app/hook/phase-guard.ts',
  },
  banner: { js: '(function(module,exports,require){' },
  footer: { js: '})' },
});
const built = createHash('sha256');
for (const path of Object.keys(parts.metafile.outputs).sort()) built.update(readFileSync(path));
const hook = await build({
  ...hookOptions,
  entryPoints: { hook: 'src/hook/main.ts' },
  define: { BUILD: JSON.stringify(built.digest('hex').slice(0, 16)) },
});
const outputs = { ...parts.metafile.outputs, ...hook.metafile.outputs };
writeFileSync('dist/hook-meta.json', JSON.stringify({ outputs }));
copyFileSync('src/hook/hook.sh', 'dist/hook.sh');
