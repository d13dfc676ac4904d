import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultLimits, type InjectLimits } from '../../knowledge/inject/budget.ts';
import type { Config } from '../../schema/config.ts';
import { contextLimits } from '../../schema/context-limits.ts';

/** The settings that hooks go by. */
export type HookLimits = InjectLimits & Pick<Config, Extract<keyof Config, `context.${string}`>>;

/** Their values where nothing else is configured. */
export const hookDefaults: HookLimits = {
  ...defaultLimits,
  'context.warn': contextLimits.warn,
  'context.handoff': contextLimits.handoff,
  'context.stop': contextLimits.stop,
  'context.exchangesSoft': contextLimits.exchangesSoft,
  'context.exchangesHard': contextLimits.exchangesHard,
};

/** Where the configuration lies as hooks read it: plain JSON, made from the YAML whenever the index is brought up to date. */
export function limitsFile(cacheDir: string): string {
  return join(cacheDir, 'limits.json');
}

/** The limits as last written, under those of the environment; the defaults where there are none. Never throws. */
export function readLimits(cacheDir: string, env: Readonly<Record<string, string | undefined>>): HookLimits {
  let written: Partial<Record<string, unknown>> = {};
  try {
    written = JSON.parse(readFileSync(limitsFile(cacheDir), 'utf8')) as typeof written;
  } catch {
    // Not written yet.
  }
  const value = (key: keyof HookLimits): number => {
    const variable = `TWELVEFOLD_${key
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .replace('.', '_')
      .toUpperCase()}`;
    const found = env[variable] ? Number(env[variable]) : written[key];
    return typeof found === 'number' && found >= 0 ? found : hookDefaults[key];
  };
  const keys = Object.keys(hookDefaults) as (keyof HookLimits)[];
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as unknown as HookLimits;
}
