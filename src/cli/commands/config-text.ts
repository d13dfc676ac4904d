import type { Origin } from '../../app/config.ts';
import { ToolError } from '../../base/errors.ts';
import { nearestWord } from '../../base/nearest-word.ts';
import { paragraph } from '../terminal-text.ts';

/**
 * The settings that were asked for by key or group.
 * @throws ToolError E_CONFIG_INVALID for a key that there is not
 */
export function selectSettings(all: readonly Origin[], wanted: readonly string[]): readonly Origin[] {
  if (wanted.length === 0) return all;
  return wanted.flatMap((name) => {
    const found = all.filter(({ key }) => key === name || key.startsWith(`${name}.`));
    if (found.length > 0) return found;
    const near = nearestWord(name, [...all.map(({ key }) => key), ...all.map(({ key }) => key.split('.')[0] ?? '')]);
    throw new ToolError('E_CONFIG_INVALID', {
      path: 'config',
      problem: `there is no key \`${name}\`.`,
      fix: near ? `Did you mean \`${near}\`?` : '`twelvefold config` shows them all.',
    });
  });
}

/** Columns; a longer list pushes its own origin aside, and no other. */
const widestSetting = 50;

/** The settings as a configuration file that explains itself; what explains them fills so many columns. */
export function settingLines(settings: readonly Origin[], showOrigin: boolean, columns: number): string[] {
  if (showOrigin) {
    const widths = settings.map(({ key, value }) => key.length + JSON.stringify(value).length + 3);
    const width = Math.min(Math.max(...widths), widestSetting);
    return settings.map(({ key, value, origin }) => `${`${key}: ${JSON.stringify(value)}`.padEnd(width)} ${origin}`);
  }
  const lines: string[] = [];
  let group = '';
  for (const { key, value, about } of settings) {
    const [name = '', rest = ''] = key.split('.');
    if (name !== group) lines.push(...(group ? [''] : []), `${name}:`);
    group = name;
    lines.push(...paragraph(about, columns, '  # '), `  ${rest}: ${JSON.stringify(value)}`);
  }
  return lines;
}
