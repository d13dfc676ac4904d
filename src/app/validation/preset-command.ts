import { join } from 'node:path';
import type { PresetName } from '../../schema/config.ts';
import { programRoot } from '../install/program-root.ts';

/** What a preset looks at, and what it wants. */
export interface PresetSettings {
  /** Globs; what the preset usually looks at where there are none. */
  readonly files?: readonly string[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly schema?: string | undefined;
  readonly bibliography?: readonly string[] | undefined;
}

/** The command of a preset, as a verdict names it: it holds no path of this machine. */
export function presetCommand(setting: PresetSettings & { readonly preset?: PresetName | undefined }): string[] {
  const { preset = 'links', files = [], min, max, columns = [], schema, bibliography = [] } = setting;
  return [
    ...['twelvefold', 'gate', preset],
    ...(min === undefined ? [] : ['--min', String(min)]),
    ...(max === undefined ? [] : ['--max', String(max)]),
    ...columns.flatMap((name) => ['--column', name]),
    ...(schema === undefined ? [] : ['--schema', schema]),
    ...bibliography.flatMap((path) => ['--bibliography', path]),
    ...(files.length > 0 ? ['--', ...files] : []),
  ];
}

/** A command as it can be started: `twelvefold` is this program, wherever it lies. */
export function startable(command: readonly string[]): readonly string[] {
  const [first, ...args] = command;
  return first === 'twelvefold' ? [process.execPath, join(programRoot(), 'bin', 'twelvefold.mjs'), ...args] : command;
}
