import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/app/config.ts';
import { contextLimitsOf } from '../../../src/app/context-limits.ts';
import { readLimits } from '../../../src/app/hook/limits.ts';
import { prepareHooks } from '../../../src/app/prepare-hooks.ts';
import { guardLevel } from '../../../src/context/guard.ts';
import { contextLimits } from '../../../src/schema/context-limits.ts';
import { createPlace, type Place } from '../../setup/knowledge.ts';

let place: Place | null = null;
afterEach(() => place?.remove());

const at = (tokens: number, window = 200_000) => guardLevel({ tokens, window, exchanges: null });
const having = (exchanges: number) => guardLevel({ tokens: null, window: 200_000, exchanges });

describe('the context guard', () => {
  it('I.1 tells the share of the window: 70,000 of 200,000 tokens are 35 %', () => {
    expect(at(70_000)).toMatchObject({ utilisation: 0.35, basis: 'tokens' });
    expect(at(70_000, 1_000_000)).toMatchObject({ utilisation: 0.07, level: 'none', sentence: null });
  });

  it.each([
    [68_000, 'none'],
    [69_999, 'none'],
    [70_000, 'warn'],
    [72_000, 'warn'],
    [79_999, 'warn'],
    [80_000, 'handoff'],
    [82_000, 'handoff'],
    [139_999, 'handoff'],
    [140_000, 'stop'],
    [142_000, 'stop'],
  ])('I.2 says of %i tokens in 200,000: %s', (tokens, level) => {
    expect(at(tokens).level).toBe(level);
  });

  it('I.2 has one sentence for each level, with its figures and what follows', () => {
    expect(at(72_000).sentence).toMatch(/^36 % of the context window is used \(72k of 200k tokens\): finish/);
    expect(at(82_000).sentence).toMatch(/^41 % .*Write a handoff of 3 to 20 lines/);
    expect(at(142_000).sentence).toMatch(/^71 % .*no new work/);
    // What is said to be 39 % is not yet 40 %.
    expect(at(79_999).sentence).toMatch(/^39 %/);
  });

  it('I.19 asks for the end of a session before it is at 52 %', () => {
    for (const tokens of [80_000, 104_000]) expect(at(tokens).sentence).toContain('so that a fresh session can go on');
  });

  it('I.2 takes its thresholds from the configuration', () => {
    place = createPlace();
    mkdirSync(join(place.repo, '.agents'));
    writeFileSync(join(place.repo, '.agents', 'twelvefold.yaml'), 'context:\n  warn: 0.5\n  handoff: 0.6\n');
    const env = { TWELVEFOLD_CONTEXT_STOP: '0.65', TWELVEFOLD_CONTEXT_EXCHANGES_SOFT: '3' };
    const limits = contextLimitsOf(loadConfig(place.workspace, { ...place.edge, env }));
    expect(limits).toEqual({ warn: 0.5, handoff: 0.6, stop: 0.65, exchangesSoft: 3, exchangesHard: 50 });
    const levels = [98_000, 100_000, 120_000, 130_000].map(
      (tokens) => guardLevel({ tokens, window: 200_000, exchanges: 0 }, limits).level,
    );
    expect(levels).toEqual(['none', 'warn', 'handoff', 'stop']);
    expect(contextLimitsOf(loadConfig(place.workspace, place.edge))).toMatchObject({ warn: 0.5, stop: 0.7 });
  });

  it('I.2 reaches hooks, which read no YAML, through what a sweep prepares, and through the environment', () => {
    place = createPlace();
    mkdirSync(join(place.repo, '.agents'));
    writeFileSync(join(place.repo, '.agents', 'twelvefold.yaml'), 'context:\n  warn: 0.5\n  handoff: 0.6\n');
    const { cacheDir } = place.workspace;
    expect(contextLimitsOf(readLimits(cacheDir, {}))).toEqual(contextLimits);
    prepareHooks(place.edge);
    const env = { TWELVEFOLD_CONTEXT_EXCHANGES_HARD: '9' };
    expect(contextLimitsOf(readLimits(cacheDir, env))).toEqual({
      ...contextLimits,
      warn: 0.5,
      handoff: 0.6,
      exchangesHard: 9,
    });
  });

  it('I.3 counts exchanges where tokens are unknown: 31 warn, 51 stop', () => {
    expect(having(24)).toMatchObject({ level: 'none', utilisation: null, basis: 'exchanges', sentence: null });
    expect(having(25).level).toBe('warn');
    expect(having(31)).toMatchObject({ level: 'warn', sentence: expect.stringContaining('31 exchanges') });
    expect(having(49).level).toBe('warn');
    expect(having(51)).toMatchObject({ level: 'stop', sentence: expect.stringContaining('51 exchanges') });
  });

  it('I.3 counts no exchanges where tokens and window are known', () => {
    expect(guardLevel({ tokens: 10_000, window: 200_000, exchanges: 80 }).level).toBe('none');
  });

  it('I.3 goes by exchanges where the window of the model is unknown, and says nothing where nothing is known', () => {
    expect(guardLevel({ tokens: 90_000, window: null, exchanges: 30 })).toMatchObject({
      level: 'warn',
      basis: 'exchanges',
    });
    expect(guardLevel({ tokens: null, window: null, exchanges: null })).toEqual({
      level: 'none',
      utilisation: null,
      basis: 'unknown',
      sentence: null,
    });
  });

  it('I.2 keeps the defaults of the doctrine', () => {
    expect(contextLimits).toEqual({ warn: 0.35, handoff: 0.4, stop: 0.7, exchangesSoft: 25, exchangesHard: 50 });
  });
});
