import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AgentTool, agentTools } from '../../../src/app/agent/tools.ts';
import { forgeFiles } from '../../../src/app/forge.ts';
import { startHandoff, writeHandoff } from '../../../src/app/handoff.ts';
import { openPools } from '../../../src/app/pool.ts';
import { openWorkspace } from '../../../src/app/workspace.ts';
import { claudeTranscript } from '../../setup/claude-transcript.ts';
import { createPlace, noon, type Place } from '../../setup/knowledge.ts';

let place: Place;
beforeEach(() => {
  place = createPlace();
});
afterEach(() => place.remove());

const tool = (name: string): AgentTool => {
  const found = agentTools.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};

it('K.10 50 sessions that recall, learn the same, hand over and begin with a handoff add nothing new', () => {
  const statement = 'Run `make gen` before `npm test`, else `src/gen.ts` is missing.';
  const text = `Goal: the import\nDone: no, never run \`npm test\` before \`make gen\`\nDecisions: always use \`make gen\` in src/gen.ts, not tsc\nNext: tests`;
  for (let round = 0; round < 50; round++) {
    const id = `session-${round}`;
    const now = noon + round * 3_600_000;
    const edge = { ...place.edge, now: () => now };
    const who = { agent: 'claude-code', session: id, connection: 'mcp-1' };
    const begun = startHandoff(openWorkspace(edge), id, now)?.text ?? '';
    const transcript = claudeTranscript(place, id, now).user(
      `<user-prompt-submit-hook>${begun}</user-prompt-submit-hook>\n${begun}\nrun the tests`,
    );
    const recalled = tool('recall').run(edge, who, { text: 'npm test says src/gen.ts is missing' });
    transcript.call('mcp__twelvefold__recall', { text: 'npm test' }).result(recalled);
    const learned = tool('learn').run(edge, who, { statement, scope: ['npm test'] });
    transcript.call('mcp__twelvefold__learn', { statement, scope: ['npm test'] }).result(learned);
    writeHandoff(edge, { text: `${text} ${round}`, session: id, agent: 'claude-code', auto: false });
    transcript
      .call('mcp__twelvefold__handoff', { text })
      .result('Handed over (60 tokens). A fresh session on this branch begins with it.');
    transcript.runs('make gen && npm test', 0, '12 passed').says('The tests pass.').save();
    // Both the answers and the handoff were really there.
    if (round >= 2) expect(recalled).toContain(statement);
    if (round >= 1) expect(begun).toContain('always use `make gen`');
    for (const { kept } of forgeFiles(edge, [transcript.path], { dryRun: false }))
      expect(kept.filter(({ isNew }) => isNew)).toEqual([]);
    expect([...openPools(place.workspace).entries.values()].map(({ learning }) => learning.statement)).toEqual([
      statement,
    ]);
  }
}, 120_000);
