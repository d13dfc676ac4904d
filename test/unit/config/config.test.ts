import { writeFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainConfig, loadConfig, variableOf } from '../../../src/app/config.ts';
import { gateSettings } from '../../../src/app/gate-settings.ts';
import { selectSettings, settingLines } from '../../../src/cli/commands/config-text.ts';
import { defaultGate } from '../../../src/knowledge/gate/settings.ts';
import { settings } from '../../../src/schema/config.ts';
import { createPlace, type Place } from '../../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const write = (text: string) => place.write('.agents/twelvefold.yaml', text);
const config = (env: Record<string, string> = {}) => loadConfig(place.workspace, { ...place.edge, env });

describe('configuration', () => {
  it('P3 without a file everything has its default', () => {
    expect(config()).toEqual(Object.fromEntries(Object.entries(settings).map(([key, { initial }]) => [key, initial])));
    expect(gateSettings(config())).toEqual(defaultGate);
  });

  it('P3 the environment goes over the file, the file over the default, and each says so', () => {
    write('schema: 1\ngate:\n  admit: [human]\n  similarity: 0.5\n"decay.sessions": 20\n');
    const env = {
      TWELVEFOLD_GATE_SIMILARITY: '0.7',
      TWELVEFOLD_GATE_ADMIT: 'peer, citations',
      TWELVEFOLD_DECAY_STALE_DAYS: '',
    };
    const origins = explainConfig(place.workspace, { ...place.edge, env });
    const of = (key: string) => origins.find((origin) => origin.key === key);
    expect(of('gate.similarity')).toMatchObject({ value: 0.7, origin: 'TWELVEFOLD_GATE_SIMILARITY' });
    expect(of('gate.admit')).toMatchObject({ value: ['peer', 'citations'], origin: 'TWELVEFOLD_GATE_ADMIT' });
    expect(of('decay.sessions')).toMatchObject({ value: 20, origin: '.agents/twelvefold.yaml:5' });
    expect(of('decay.staleDays')).toMatchObject({ value: 90, origin: 'default' });
    expect(variableOf('gate.userConfidence')).toBe('TWELVEFOLD_GATE_USER_CONFIDENCE');
  });

  it.each([
    ['gate:\n  admitt: [human]\n', '.agents/twelvefold.yaml:2', 'gate.admitt', 'gate.admit'],
    ['gaet:\n  admit: [human]\n', '.agents/twelvefold.yaml:1', 'gaet', 'gate'],
    ['inject:\n  tokens: 5\n', '.agents/twelvefold.yaml:2', 'inject.tokens', '`'],
  ])('P3 an unknown key is an error with the nearest one: %j', (text, where, key, near) => {
    write(text);
    expect(() => config()).toThrow(
      expect.objectContaining({
        code: 'E_CONFIG_INVALID',
        message: expect.stringContaining(`${where}: there is no key \`${key}\``),
        hint: expect.stringContaining(near),
      }),
    );
  });

  it.each([
    ['gate:\n  similarity: high\n', '.agents/twelvefold.yaml:2: `gate.similarity` is "high"'],
    ['gate:\n  admit: human\n', '.agents/twelvefold.yaml:2: `gate.admit` is "human"'],
    ['gate:\n  admit: [luck]\n', '.agents/twelvefold.yaml:2: `gate.admit` is ["luck"]'],
    ['gate: strict\n', '.agents/twelvefold.yaml:1: `gate` is a group'],
    ['decay:\n\n  sessions: 0\n', '.agents/twelvefold.yaml:3: `decay.sessions` is 0'],
    ['- a\n', '.agents/twelvefold.yaml:1: it is not a list'],
    ['gate:\n  admit: [human\n', '.agents/twelvefold.yaml:'],
  ])('P3 an ill-typed value is named with file, line and what was expected: %j', (text, message) => {
    write(text);
    expect(() => config()).toThrow(
      expect.objectContaining({ code: 'E_CONFIG_INVALID', exit: 2, message: expect.stringContaining(message) }),
    );
  });

  it('P3 an ill-typed variable is named, too', () => {
    expect(() => config({ TWELVEFOLD_GATE_CITATIONS: 'many' })).toThrow(
      /the environment variable TWELVEFOLD_GATE_CITATIONS: `gate.citations` is "many"/,
    );
  });

  it('P5 a file of a newer version is refused, not guessed at', () => {
    write('schema: 2\nnew: thing\n');
    expect(() => config()).toThrow(expect.objectContaining({ code: 'E_SCHEMA_NEWER' }));
  });

  it('P3 an empty file and one of comments are defaults', () => {
    for (const text of ['', '# nothing\n', 'schema: 1\n']) {
      writeFileSync(write(text), text);
      expect(config()['gate.publish']).toBe('review');
    }
  });

  it('P3 what is shown is itself a configuration file, with every key explained', () => {
    const lines = settingLines(explainConfig(place.workspace, place.edge), false, 80);
    write(lines.join('\n'));
    expect(load(lines.join('\n'))).toMatchObject({ gate: { publish: 'review' } });
    expect(
      explainConfig(place.workspace, place.edge).every(({ origin }) => origin.startsWith('.agents/twelvefold.yaml:')),
    ).toBe(true);
    for (const { about } of Object.values(settings))
      expect(lines.join('\n').replaceAll('\n  # ', ' ')).toContain(about);
    expect(lines.filter((line) => line.startsWith('  # ') && line.length > 80)).toEqual([]);
  });

  it('P3 says where each value comes from in lines that a terminal holds, but for those of long lists', () => {
    const all = explainConfig(place.workspace, place.edge);
    const lines = settingLines(all, true, 80);
    const long = all.filter(({ key, value }) => key.length + JSON.stringify(value).length > 50).length;
    expect(lines.filter((line) => line.length > 80).length).toBeLessThanOrEqual(long);
    expect(lines.every((line) => line.endsWith(' default'))).toBe(true);
  });

  it('P3 one key or one group can be asked for', () => {
    const all = explainConfig(place.workspace, place.edge);
    expect(selectSettings(all, ['decay', 'gate.admit']).map(({ key }) => key)).toEqual([
      'decay.sessions',
      'decay.staleDays',
      'gate.admit',
    ]);
    expect(() => selectSettings(all, ['decya'])).toThrow(expect.objectContaining({ hint: 'Did you mean `decay`?' }));
  });
});
