import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkStanding } from '../../../src/app/doctor/check-standing.ts';
import { installedAgents } from '../../../src/app/doctor/installed.ts';
import { init, program, put } from '../../setup/install.ts';
import { createPlace, type Place } from '../../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const standing = () => checkStanding(installedAgents(place.workspace), place.workspace, place.edge, program);

describe('hooks that are in place and yet do not run', () => {
  it.each([
    ['claude-code', '.claude/settings.json', '{ "disableAllHooks": true }', 'disableAllHooks'],
    ['gemini', '.gemini/settings.json', '{ "hooksConfig": { "enabled": false } }', 'hooksConfig.enabled'],
    [
      'gemini',
      '.gemini/settings.json',
      '{ "hooksConfig": { "disabled": ["twelvefold-AfterTool"] } }',
      'twelvefold-AfterTool',
    ],
    ['qwen', '.qwen/settings.json', '{ "disableAllHooks": true }', 'disableAllHooks'],
    ['codex', '.codex/config.toml', '[features]\nhooks = false\n', 'features.hooks'],
    ['cursor', '.cursor/hooks.json', '{ "version": 1, "hooks": { "onSave": [] } }', 'onSave'],
  ])('%s switched off in %s', async (agent, path, text, named) => {
    put(join(place.home, path), text);
    init(place.edge, { agents: [agent], scope: 'user' });
    const found = (await standing()).filter(({ check }) => check === 'off');
    expect(found).toMatchObject([{ agent, state: 'problem', text: expect.stringContaining(named) }]);
  });

  it('a folder that Gemini CLI does not trust, until it does', async () => {
    init(place.edge, { agents: ['gemini'] });
    const state = async () => (await standing())[0]?.state;
    expect(await state()).toBe('problem');
    put(join(place.home, '.gemini/trustedFolders.json'), JSON.stringify({ [place.root]: 'TRUST_FOLDER' }));
    expect(await state()).toBe('ok');
    put(
      join(place.home, '.gemini/trustedFolders.json'),
      JSON.stringify({ [place.root]: 'TRUST_FOLDER', [place.repo]: 'DO_NOT_TRUST' }),
    );
    expect(await state()).toBe('problem');
  });
});
