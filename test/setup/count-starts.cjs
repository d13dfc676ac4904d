// Loaded before the hook: writes down each process that it starts, to STARTS, and starts in its place one that does nothing.
const child = require('node:child_process');
const { appendFileSync } = require('node:fs');

const { spawn, spawnSync } = child;
for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync', 'exec', 'execSync', 'fork']) {
  child[name] = (program, args = [], options = {}) => {
    const words = Array.isArray(args) ? args : [];
    appendFileSync(process.env.STARTS, `${name} ${[program, ...words].join(' ')}\n`);
    const instead = name.endsWith('Sync') ? spawnSync : spawn;
    return instead('true', [], { ...options, env: { PATH: process.env.PATH } });
  };
}
require('node:module').syncBuiltinESMExports();
