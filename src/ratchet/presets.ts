import type { Ratchet } from '../schema/ratchet.ts';

export type Preset = Pick<Ratchet, 'command' | 'read' | 'better' | 'exits'> & { readonly about: string };

/** Measures that many projects can use as they are. */
export const presets: Readonly<Record<string, Preset>> = {
  tests: {
    about: 'how many tests pass, as the runner counts them',
    command: ['npm', 'test'],
    read: { as: 'tests' },
    better: 'more',
  },
  coverage: {
    about: 'lines covered, in percent, from coverage/coverage-summary.json',
    command: ['npm', 'run', 'coverage'],
    read: { as: 'json', path: 'total.lines.pct', file: 'coverage/coverage-summary.json' },
    better: 'more',
  },
  types: {
    about: 'errors of the TypeScript compiler, each by itself',
    command: ['npx', '--no-install', 'tsc', '--noEmit', '--pretty', 'false'],
    read: { as: 'items', pattern: '^(.+\\(\\d+,\\d+\\): error TS.*)$' },
    better: 'fewer',
    exits: [1, 2],
  },
  lint: {
    about: 'findings of ESLint, each by itself',
    command: ['npx', '--no-install', 'eslint', '.', '--format', 'json'],
    read: { as: 'eslint' },
    better: 'fewer',
    exits: [1],
  },
  limits: {
    about:
      'files over 499 lines, functions over 49 lines, 5 parameters or a complexity of 9, as ESLint counts them, each by itself',
    command: [
      ...['npx', '--no-install', 'eslint', '.', '--format', 'json', '--rule'],
      '{"max-lines":["error",499],"max-lines-per-function":["error",49],"max-params":["error",5],"complexity":["error",9]}',
    ],
    read: { as: 'eslint', rules: ['max-lines', 'max-lines-per-function', 'max-params', 'complexity'] },
    better: 'fewer',
    exits: [1],
  },
  todo: {
    about: 'TODO, FIXME and XXX in the code, each by itself',
    command: ['git', 'grep', '-nIE', '\\b(TODO|FIXME|XXX)\\b', '--', '.', ':(exclude).agents'],
    read: { as: 'items' },
    better: 'fewer',
    exits: [1],
  },
  size: {
    about: 'bytes of what is built, in dist',
    command: ['npm', 'run', 'build'],
    read: { as: 'bytes', files: ['dist/**'] },
    better: 'fewer',
  },
};
