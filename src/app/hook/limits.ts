import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLimits, type InjectLimits } from '../../knowledge/inject/budget.ts';

/** Where the configuration lies as hooks read it: plain JSON, made from the YAML whenever the index is brought up to date. */
export function limitsFile(cacheDir: string): string {
  return join(cacheDir, 'limits.json');
}

/** The limits as last written, under those of the environment; the defaults where there are none. Never throws. */
export function readLimits(cacheDir: string, env: Readonly<Record<string, string | undefined>>): InjectLimits {
  let written: Partial<Record<string, unknown>> = {};
  try {
    written = JSON.parse(readFileSync(limitsFile(cacheDir), 'utf8')) as typeof written;
  } catch {
    // Not written yet.
  }
  const value = (key: keyof InjectLimits): number => {
    const variable = `TWELVEFOLD_${key
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .replace('.', '_')
      .toUpperCase()}`;
    const found = env[variable] ? Number(env[variable]) : written[key];
    return typeof found === 'number' && found >= 0 ? found : defaultLimits[key];
  };
  const keys = Object.keys(defaultLimits) as (keyof InjectLimits)[];
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as unknown as InjectLimits;
}
