import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { systemCode, ToolError } from '../base/errors.ts';
import { isBlankYaml } from '../base/front-matter.ts';
import { nearestWord } from '../base/nearest-word.ts';
import { type Config, type SettingKey, settings } from '../schema/config.ts';
import { schemaVersion } from '../schema/learning.ts';
import { actorOf } from './actor.ts';
import type { Edge, Workspace } from './workspace.ts';

/** Where a value of the configuration comes from. */
export interface Origin {
  readonly key: SettingKey;
  readonly value: unknown;
  /** `default`, the file with its line, or the environment variable. */
  readonly origin: string;
  readonly about: string;
  readonly variable: string;
}

export const configName = 'twelvefold.yaml';
const keys = Object.keys(settings) as SettingKey[];

/**
 * The configuration of a repository: the environment over `.agents/twelvefold.yaml` over the defaults.
 * @throws ToolError E_CONFIG_INVALID that names file, line, key, what was expected and the nearest key
 */
export function loadConfig(workspace: Workspace, edge: Edge): Config {
  return valuesOf(explainConfig(workspace, edge));
}

/** The same of a file's text, such as it stands in a commit; null for no file. */
export function configOf(text: string | null, edge: Edge): Config {
  return valuesOf(explain(text, edge));
}

const valuesOf = (origins: readonly Origin[]) =>
  Object.fromEntries(origins.map(({ key, value }) => [key, value])) as unknown as Config;

/** What work is judged by: unless a person is at the command it stands in the file alone. */
const judging = /^(?:validate\.(?:gates|setup|carry|base)|risk\.\w+|tier\.workflow|work\.attempts)$/;

/** The same, with where each value comes from. */
export function explainConfig(workspace: Workspace, edge: Edge): Origin[] {
  return explain(readConfigFile(workspace), edge);
}

function explain(text: string | null, edge: Edge): Origin[] {
  const file = text === null ? new Map<SettingKey, Given>() : parseConfig(text);
  return keys.map((key) => {
    const variable = variableOf(key);
    const { initial, about } = settings[key];
    const given = edge.env[variable] || undefined;
    const counts = given !== undefined && (!judging.test(key) || actorOf(edge, null).by === 'person');
    const fromEnv = counts ? given : undefined;
    if (fromEnv !== undefined) {
      return {
        key,
        value: check(key, fromText(key, fromEnv), `the environment variable ${variable}`),
        origin: variable,
        about,
        variable,
      };
    }
    const written = file.get(key);
    if (written)
      return { key, value: check(key, written.value, written.where), origin: written.where, about, variable };
    return { key, value: initial, origin: 'default', about, variable };
  });
}

/** The environment variable of a key: `gate.userConfidence` is `TWELVEFOLD_GATE_USER_CONFIDENCE`. */
export function variableOf(key: SettingKey): string {
  return `TWELVEFOLD_${key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[.-]/g, '_')
    .toUpperCase()}`;
}

interface Given {
  readonly value: unknown;
  readonly where: string;
}

const shown = `.agents/${configName}`;

function readConfigFile(workspace: Workspace): string | null {
  try {
    return readFileSync(join(workspace.sharedDir, configName), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
    throw new ToolError('E_FILE_UNREADABLE', { path: shown, reason: systemCode(error) ?? 'unknown' }, { cause: error });
  }
}

function parseConfig(text: string): Map<SettingKey, Given> {
  let content: unknown;
  try {
    content = isBlankYaml(text) ? null : load(text, { schema: CORE_SCHEMA });
  } catch (error) {
    const at = error instanceof YAMLException && error.mark ? error.mark.line + 1 : 1;
    const reason = error instanceof YAMLException ? error.reason : String(error);
    throw invalid(
      `${shown}:${at}`,
      `it is not YAML: ${reason}.`,
      'Mend the line; `twelvefold config` shows every key with its default.',
    );
  }
  const found = new Map<SettingKey, Given>();
  if (content === null || content === undefined) return found;
  collect(content, '', text, found);
  return found;
}

/** Keys may be nested (`gate:` over `admit:`) or written with dots. */
function collect(value: unknown, prefix: string, text: string, found: Map<SettingKey, Given>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const where = `${shown}:${prefix ? lineOf(text, prefix) : 1}`;
    throw invalid(
      where,
      prefix ? `\`${prefix}\` is a group of keys, not a value.` : 'it is not a list of `key: value` lines.',
      '`twelvefold config` shows every key with its default.',
    );
  }
  for (const [name, inner] of Object.entries(value)) {
    const key = prefix ? `${prefix}.${name}` : name;
    const where = `${shown}:${lineOf(text, key)}`;
    if (key === 'schema') {
      if (typeof inner === 'number' && inner > schemaVersion)
        throw new ToolError('E_SCHEMA_NEWER', { path: shown, found: inner, known: schemaVersion });
    } else if (isKey(key)) found.set(key, { value: inner, where });
    else if (keys.some((known) => known.startsWith(`${key}.`))) collect(inner, key, text, found);
    else throw unknownKey(key, where);
  }
}

function unknownKey(key: string, where: string): ToolError {
  const last = key.split('.').at(-1) ?? key;
  const groups = new Set(keys.map((known) => known.slice(0, known.indexOf('.'))));
  const near =
    nearestWord(key, [...keys, ...groups]) ??
    keys.find((known) => nearestWord(last, [known.split('.')[1] ?? '']) !== null) ??
    null;
  return invalid(
    where,
    `there is no key \`${key}\`.`,
    near
      ? `Did you mean \`${near}\`? \`twelvefold config\` shows them all.`
      : 'Delete it; `twelvefold config` shows every key there is.',
  );
}

function check(key: SettingKey, value: unknown, where: string): unknown {
  const type: z.ZodType = settings[key].type;
  const checked = type.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw invalid(
    where,
    `\`${key}\` is ${JSON.stringify(value)}: ${issue?.message ?? 'not as expected'}.`,
    `Its default is ${JSON.stringify(settings[key].initial)}. ${settings[key].about}`,
  );
}

function fromText(key: SettingKey, text: string): unknown {
  const { initial } = settings[key];
  if (Array.isArray(initial)) return text.split(',').map((part) => part.trim());
  if (typeof initial === 'number') return text.trim() === '' ? text : Number.isNaN(Number(text)) ? text : Number(text);
  if (typeof initial === 'boolean')
    return { true: true, on: true, '1': true, false: false, off: false, '0': false }[text.trim()] ?? text;
  return text;
}

function isKey(key: string): key is SettingKey {
  return keys.some((known) => known === key);
}

/** The line of the innermost name of a dotted key, below the lines of its groups. */
function lineOf(text: string, key: string): number {
  const lines = text.split('\n');
  let at = 0;
  const whole = lines.findIndex((line) => new RegExp(`^\\s*["']?${escapePattern(key)}["']?\\s*:`).test(line));
  if (whole >= 0) return whole + 1;
  for (const part of key.split('.')) {
    const pattern = new RegExp(`(?:^|[{,])\\s*["']?${escapePattern(part)}["']?\\s*:`);
    const found = lines.findIndex((line, index) => index >= at && pattern.test(line));
    if (found >= 0) at = found;
  }
  return at + 1;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function invalid(path: string, problem: string, fix: string): ToolError {
  return new ToolError('E_CONFIG_INVALID', { path, problem, fix });
}
