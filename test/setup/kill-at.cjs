// Loaded before the program: ends it with SIGKILL right before the KILL_AT-th thing that it does to the disk or asks git to
// change, counted from the first one that names KILL_FROM where that is given. Caches are left out: they can be made again.
const fs = require('node:fs');
const child = require('node:child_process');

const at = Number(process.env.KILL_AT);
const from = process.env.KILL_FROM ?? '';
let done = 0;
let begun = from === '';
const open = new Map();

function step(what) {
  begun ||= String(what).includes(from);
  if (!begun) return;
  if (++done === at) process.kill(process.pid, 'SIGKILL');
}
const counts = (path) => typeof path === 'string' && !/\/twelvefold\/cache\/|twelvefold-index-/.test(path);

function before(name, pathOf) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (counts(pathOf(...args))) step(pathOf(...args));
    const result = real(...args);
    if (name === 'openSync') open.set(result, args[0]);
    return result;
  };
}

if ((process.argv[1] ?? '').endsWith('twelvefold.mjs')) {
  before('openSync', (path, flags) => (flags === undefined || flags === 'r' ? null : path));
  for (const name of ['writeSync', 'fsyncSync']) before(name, (fd) => open.get(fd));
  for (const name of ['renameSync', 'rmSync', 'mkdirSync', 'cpSync', 'appendFileSync', 'writeFileSync'])
    before(name, (path) => path);
  const real = child.spawnSync;
  child.spawnSync = (program, args, ...rest) => {
    const changes =
      program === 'git' && /update-ref|hash-object|worktree|push|fetch|merge,--ff-only/.test(String(args));
    if (changes) step(args);
    const result = real(program, args, ...rest);
    if (changes) step(args);
    return result;
  };
  require('node:module').syncBuiltinESMExports();
}
