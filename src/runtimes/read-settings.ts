import { dirname } from 'node:path';
import { type Fields, fieldsOf } from '../base/json-value.ts';
import type { InstallPlace } from './installer.ts';
import { jsonValue } from './settings/json-tree.ts';

/** The settings in a file as plain values; empty where there is none, or it cannot be read. */
export function readSettings(place: Pick<InstallPlace, 'read'>, path: string): Fields {
  try {
    return fieldsOf(jsonValue(place.read(path) ?? ''));
  } catch {
    return {};
  }
}

/** Of some files those in which a switch stands at a value, as sentences. */
export function switchedAt(
  place: Pick<InstallPlace, 'read'>,
  paths: readonly string[],
  keys: readonly string[],
  value: boolean,
): string[] {
  return paths.flatMap((path) => {
    const found = keys.reduce<unknown>((inner, key) => fieldsOf(inner)[key], readSettings(place, path));
    return found === value ? [`\`${keys.join('.')}\` is ${value} in ${path}`] : [];
  });
}

/** Whether a list of folders with what the person decided, as Gemini CLI and Qwen Code keep it, trusts a folder. */
export function trustedIn(folders: Fields, root: string): boolean {
  if (folders[root] === 'DO_NOT_TRUST') return false;
  return Object.entries(folders).some(([folder, rule]) => {
    const trusted = rule === 'TRUST_FOLDER' ? folder : rule === 'TRUST_PARENT' ? dirname(folder) : null;
    return trusted !== null && (root === trusted || root.startsWith(`${trusted}/`));
  });
}
