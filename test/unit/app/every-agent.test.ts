import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgeFiles } from '../../../src/app/forge.ts';
import { listSessions } from '../../../src/app/sessions.ts';
import type { Edge } from '../../../src/app/workspace.ts';
import { createSandbox, type Sandbox } from '../../setup/sandbox.ts';

let box: Sandbox;
let edge: Edge;
beforeEach(() => {
  box = createSandbox();
  edge = { cwd: box.repo, home: box.home, env: {}, now: () => Date.parse('2026-12-01T00:00:00Z') };
});
afterEach(() => box.remove());

/**
 * One recorded session an agent, of the same story: a check fails, a file is made, the check passes; then the user sets
 * the agent right. With it the place where the agent keeps it, and what lies beside it.
 */
const recorded: readonly {
  readonly agent: string;
  readonly fixture: string;
  readonly place: string;
  readonly failures?: number;
  readonly beside?: Readonly<Record<string, string>>;
}[] = [
  {
    agent: 'gemini',
    fixture: 'gemini/resumed.jsonl',
    place: '.gemini/tmp/shop/chats/session-2026-11-25T20-55-21bb81ec.jsonl',
    beside: { '.gemini/projects.json': '{"projects":{"/home/dev/shop":"shop"}}' },
  },
  {
    agent: 'copilot',
    fixture: 'copilot/resumed.jsonl',
    place: '.copilot/session-state/d423ad29-88dc-43ad-b33f-f02f6d9e27fc/events.jsonl',
  },
  {
    agent: 'pi',
    fixture: 'pi/resumed.jsonl',
    place: '.pi/agent/sessions/--home-dev-shop--/2026-11-25T20-53-54-669Z_01a2147c.jsonl',
  },
  {
    agent: 'qwen',
    fixture: 'qwen/resumed.jsonl',
    place: '.qwen/projects/-home-dev-shop/chats/779d513f-8124-40db-9eb2-3f20508e4200.jsonl',
    // It was told to read a file before it edits it.
    failures: 2,
  },
  {
    agent: 'droid',
    fixture: 'droid/session.jsonl',
    place: '.factory/sessions/-home-dev-shop/cd9664fc-f098-48d0-905b-5d5430fa6f74.jsonl',
  },
  {
    agent: 'cline',
    fixture: 'cline/1795640177978_nffjl/1795640177978_nffjl.messages.json',
    place: '.cline/data/sessions/1795640177978_nffjl/1795640177978_nffjl.messages.json',
    beside: {
      '.cline/data/sessions/1795640177978_nffjl/1795640177978_nffjl.json':
        '{"session_id":"1795640177978_nffjl","started_at":"2026-11-25T20:56:17.981Z","cwd":"/home/dev/shop"}',
    },
  },
];

function put(place: string, content: string): string {
  const path = join(box.home, place);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content.replaceAll('/home/dev/shop', box.repo));
  return path;
}

describe.each(recorded)('a session of $agent', ({ agent, fixture, place, failures = 1, beside = {} }) => {
  const lay = () => {
    for (const [name, content] of Object.entries(beside)) put(name, content);
    return put(place, readFileSync(resolve('test/fixtures', fixture), 'utf8'));
  };

  it('is found for the repository it was in, with what it cost and how it went', () => {
    lay();
    const { sessions, elsewhere, problems } = listSessions(edge, { limit: 20, agent }, () => {});
    expect([elsewhere, problems]).toEqual([0, []]);
    expect(sessions).toMatchObject([
      { agent, match: 'folder', turns: 2, toolCalls: 5, failures, corrections: 1, outcome: 'passed', malformed: 0 },
    ]);
    expect(sessions[0]?.prompt).toBe('Make the check pass.');
    expect(sessions[0]?.unknown).toEqual({});
    expect(sessions[0]?.filesEdited.map((path) => basename(path))).toEqual(['config.env']);
  });

  it('VII.3 teaches the failure with its remedy and the correction, and nothing more when it is read again', () => {
    const path = lay();
    const forge = () => [...forgeFiles(edge, [path], { dryRun: false })].flatMap(({ kept }) => kept);
    const first = forge();
    expect(first.map(({ candidate }) => candidate.rule).sort()).toEqual(['correction', 'error-fix']);
    const said = first.find(({ candidate }) => candidate.rule === 'correction')?.candidate.statement;
    expect(said).toContain('use var/log instead');
    expect(forge().filter(({ isNew }) => isNew)).toEqual([]);
  });
});

describe('where agents keep their sessions', () => {
  const content = (path: string) => readFileSync(resolve('test/fixtures', path), 'utf8');
  const list = (at: Edge = edge) => listSessions(at, { limit: 20 }, () => {});

  it('knows the project of a Gemini session by the hash, the list and the file beside it', () => {
    const session = content('gemini/chats/8a1f0c52-7d4e-4b8e-9a55-0f6f3a2b1c01/helper.jsonl').replace(
      /,"directories":\[[^\]]*\]/,
      '',
    );
    const hash = createHash('sha256').update(box.repo).digest('hex');
    put('.gemini/projects.json', JSON.stringify({ projects: { [box.repo]: 'shop', '/elsewhere': 'other' } }));
    put('.gemini/tmp/old/.project_root', box.repo);
    for (const project of [hash, 'shop', 'old', 'other'])
      put(`.gemini/tmp/${project}/chats/session-${project}.jsonl`, session.replaceAll('helper-3', project));
    const { sessions, elsewhere } = list();
    expect(sessions.map(({ id }) => id).sort()).toEqual([hash, 'shop', 'old'].sort());
    expect(elsewhere).toBe(1);
  });

  it('reads a Gemini session once that was resumed by a version of another form', () => {
    for (const end of ['json', 'jsonl'])
      put(
        `.gemini/tmp/shop/chats/session-1.${end}`,
        content(end === 'json' ? 'gemini/document.json' : 'gemini/resumed.jsonl'),
      );
    expect(list().sessions.map(({ path }) => basename(path))).toEqual(['session-1.jsonl']);
  });

  it('knows the folder of an old Copilot session by the file beside it, and says that its tokens are missing', () => {
    put('.copilot/session-state/a/events.jsonl', content('copilot/old-killed.jsonl'));
    put('.copilot/session-state/a/workspace.yaml', 'id: a\ncwd: "/home/dev/shop"\nbranch: fix\n');
    const { sessions, remarks } = list();
    expect(sessions).toMatchObject([{ agent: 'copilot', match: 'folder', branch: 'fix', lacks: ['tokens'] }]);
    expect(remarks).toEqual(['not recorded by Copilot CLI: tokens; what rests on that is left empty']);
    const [forged] = forgeFiles(edge, [sessions[0]?.path ?? ''], { dryRun: true });
    expect(forged?.remarks).toContain(remarks[0]);
  });

  it('finds the tasks of Cline and its relatives where editors keep what extensions store', () => {
    const storage = '.config/Code/User/globalStorage';
    for (const [extension, task] of [
      ['saoudrizwan.claude-dev', '1764000000000'],
      ['rooveterinaryinc.roo-cline', '1764000100000'],
    ])
      put(
        `${storage}/${extension}/tasks/${task}/api_conversation_history.json`,
        content(`cline/${task}/api_conversation_history.json`),
      );
    put(
      '.cline/data/sessions/1764000200000_a/helper_1.messages.json',
      content('cline/1795640177978_nffjl/1795640177978_nffjl.messages.json'),
    );
    put('.cline/data/sessions/1764000200000_a/helper_1.json', '{"session_id":"helper_1","cwd":"/home/dev/shop"}');
    const { sessions } = list();
    expect(sessions.map(({ id, agent, match }) => [id, agent, match]).sort()).toEqual([
      ['1764000000000', 'cline', 'folder'],
      ['1764000100000', 'cline', 'folder'],
      ['helper_1', 'cline', 'folder'],
    ]);
    expect(sessions.find(({ id }) => id === 'helper_1')?.parent).toBe('1764000200000_a');
  });

  it.each([
    ['GEMINI_CLI_HOME', '.gemini/tmp/shop/chats/session-1.jsonl', 'gemini/resumed.jsonl'],
    ['COPILOT_HOME', 'session-state/a/events.jsonl', 'copilot/resumed.jsonl'],
    ['QWEN_HOME', 'projects/-x/chats/a.jsonl', 'qwen/resumed.jsonl'],
    ['FACTORY_HOME_OVERRIDE', '.factory/sessions/-x/a.jsonl', 'droid/session.jsonl'],
    ['PI_CODING_AGENT_DIR', 'sessions/--x--/a_b.jsonl', 'pi/resumed.jsonl'],
    [
      'CLINE_DIR',
      'data/tasks/1764000100000/api_conversation_history.json',
      'cline/1764000100000/api_conversation_history.json',
    ],
  ])('looks where %s says', (name, place, fixture) => {
    put(`moved/${place}`, content(fixture));
    expect(list().sessions).toEqual([]);
    expect(list({ ...edge, env: { [name]: join(box.home, 'moved') } }).sessions).toHaveLength(1);
  });
});
