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
// Each part is one function, for `src/hook/compiled.ts`, which loads it.
const parts = await build({
  ...hookOptions,
  format: 'esm',
  entryPoints: {
    'hooks/answer': 'src/hook/answer-call.ts',
    'hooks/failure': 'src/app/hook/read-failure.ts',
    'hooks/anchors': 'src/app/hook/anchors-now.ts',
    'hooks/recall': 'src/app/hook/recall-part.ts',
    'hooks/phase': 'src/app/hook/phase-guard.ts',
  },
});
const built = createHash('sha256');
for (const path of Object.keys(parts.metafile.outputs).sort()) {
  const text = asPart(readFileSync(path, 'utf8'));
  writeFileSync(path, text);
  built.update(text);
}
const hook = await build({
  ...hookOptions,
  entryPoints: { hook: 'src/hook/main.ts' },
  define: { BUILD: JSON.stringify(built.digest('hex').slice(0, 16)) },
});
const outputs = { ...parts.metafile.outputs, ...hook.metafile.outputs };
writeFileSync('dist/hook-meta.json', JSON.stringify({ outputs }));
copyFileSync('src/hook/hook.sh', 'dist/hook.sh');

/**
 * A bundled module as a function of `module`, `exports` and `require`: each of Node's modules asked for once, and its exports set at
 * once, where the bundler's own form for this asks once a source file and makes a getter for each. In ASCII, because V8 reads that
 * fastest; the bundler leaves patterns as they are written.
 */
function asPart(bundle: string): string {
  const wanted = new Map<string, string[]>();
  const body = bundle.replace(/\bimport\{([^{}]*)\}from"(node:\w+)";/g, (_, names: string, from: string) => {
    wanted.set(from, [...(wanted.get(from) ?? []), names.replaceAll(' as ', ':')]);
    return '';
  });
  const exported = /\bexport\{([^{}]*)\};\s*$/.exec(body);
  const rest = body.slice(0, exported?.index);
  if (exported === null || /\bimport\s*["{*]|\bexport\s*[{*]/.test(rest)) throw new Error('a part has another form');
  const given = (exported[1] ?? '').split(',').map((name) => name.split(' as '));
  const requires = [...wanted].map(([from, names]) => `var{${names.join()}}=require("${from}");`).join('');
  const exports = given.map(([own, told]) => `${told ?? own}:${own}`).join();
  return `(function(module,exports,require){"use strict";${requires}${rest}module.exports={${exports}}})`.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
