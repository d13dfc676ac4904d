#!/usr/bin/env node
// Starts the program. Written so that any Node can read it: an old one must be able to say that it is old.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 13)) {
  const own = here(process.platform === 'win32' ? '../node_modules/.bin/node.cmd' : '../node_modules/.bin/node');
  if (!existsSync(own)) {
    const next = existsSync(here('../tools/node-runtime'))
      ? 'In a checkout: npm ci && npm run build, which brings its own'
      : 'Install a current Node and run it again';
    process.stderr.write(`twelvefold needs Node 22.13 or newer; this is ${process.versions.node}. ${next}.\n`);
    process.exit(2);
  }
  if (process.stderr.isTTY)
    process.stderr.write(`twelvefold: Node ${process.versions.node} is too old, going on with the checkout's own.\n`);
  const { NODE_EXTRA_CA_CERTS, ...env } = process.env;
  const done = spawnSync(own, [here('twelvefold.mjs'), ...process.argv.slice(2)], { stdio: 'inherit', env });
  if (done.signal) process.kill(process.pid, done.signal);
  process.exit(done.status ?? 1);
}

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-v')) {
  process.stdout.write(`${JSON.parse(readFileSync(here('../package.json'), 'utf8')).version}\n`);
} else if (!existsSync(here('../dist/main.mjs'))) {
  process.stderr.write('twelvefold is not built yet. In a checkout: npm ci && npm run build\n');
  process.exit(2);
} else {
  const { main } = await import('../dist/main.mjs');
  await main();
}
