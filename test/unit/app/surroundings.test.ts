import { describe, expect, it } from 'vitest';
import { agentOf, starterAmong } from '../../../src/app/surroundings.ts';

const of = (command: readonly string[], environment: readonly string[] = []) => agentOf({ command, environment });

describe('an agent among the processes above', () => {
  it.each([
    [['claude'], 'claude-code'],
    [['/home/me/.local/bin/codex', 'exec'], 'codex'],
    [['node', '--no-warnings', '/usr/lib/node_modules/@google/gemini-cli/dist/index.js'], 'gemini'],
    [['/usr/bin/python3', '/usr/local/bin/aider'], 'aider'],
    [['/bin/sh', '/usr/local/bin/claude', '-p'], 'claude-code'],
    [['node', 'codex.js'], 'codex'],
  ])('is known by its program: %j', (command, agent) => {
    expect(of(command)).toBe(agent);
  });

  it.each([
    [['-bash']],
    [['sh', '-c', 'cd ~/src/claude']],
    [['less', '/var/log/codex']],
    [['tmux', 'new', '-s', 'gemini']],
    [['/usr/share/cursor/cursor', '--type=renderer']],
    [['npm', 'run', 'claude']],
  ])('and is not seen where only a word is the same: %j', (command) => {
    expect(of(command)).toBeNull();
  });

  it('is known by its mark, whatever the program is', () => {
    expect(of(['bash'], ['HOME=/root', 'GEMINI_CLI=1'])).toBe('gemini');
    expect(of(['bash'], ['HOME=/root', 'NOTE=GEMINI_CLI=1'])).toBeNull();
  });
});

describe('the agent that started a command', () => {
  const started = (...above: string[][]) => starterAmong(above.map((command) => ({ command })));

  it('is the one right above, or above its shell', () => {
    expect(started(['/opt/droid', 'exec'], ['bash'])).toBe('droid');
    expect(started(['/bin/sh', '-c', 'twelvefold learn'], ['-bash', '-l'], ['copilot', '-p'])).toBe('copilot');
  });

  it('is none where something else was started in between, or nobody is above', () => {
    expect(started(['node', 'vitest.mjs'], ['claude'])).toBeNull();
    expect(started(['bash'], ['sshd'])).toBeNull();
    expect(started()).toBeNull();
  });
});
