import { describe, expect, it } from 'vitest';
import { lintHandoff, remarksOn } from '../../../src/context/handoff/lint.ts';

const good = `## Goal
Make the parser accept comments
## Done
- Lexer skips them (src/lexer.ts)
## Decisions
- Comments are dropped
## Next
- The same in src/printer.ts`;
const problems = (text: string) => lintHandoff(text).map(({ problem }) => problem);

describe('the form of a handoff', () => {
  it('I.10 takes the headings of the doctrine, in lines of their own or before the words', () => {
    expect(lintHandoff(good)).toEqual([]);
    expect(lintHandoff('Goal: comments\nDone: the lexer\nDecisions: none\nNext: the printer')).toEqual([]);
    expect(lintHandoff('**Goal:** comments\n**Done:** x\n**Decisions:** none\n**Next:** y')).toEqual([]);
  });

  it('III.9 takes the other words for the same headings, and blockers and files besides', () => {
    const text = good.replace('## Done', '## What I Did').replace('## Next', "## What's Left");
    expect(lintHandoff(`${text}\n## Blockers\n- no access\n## Files Modified\n- a.ts`)).toEqual([]);
  });

  it('II.15 takes notes under Did, Learned and Next, and remarks on it where nothing was learned', () => {
    const notes = good.replace('## Done', '## Did');
    expect(lintHandoff(notes)).toEqual([]);
    expect(remarksOn(notes)).toEqual([
      { line: null, problem: 'nothing is said of what was learned', fix: expect.stringContaining('## Learned') },
    ]);
    expect(remarksOn(`${notes}\n## Learned`)).toHaveLength(1);
    for (const heading of ['## Learned', '**What I learned:**', 'Learnings:'])
      expect(remarksOn(`${notes}\n${heading}\n- The lexer keeps one token`)).toEqual([]);
    // It is a section of its own, and not part of what stands before it.
    const empty = notes.replace('- The same in src/printer.ts', '## Learned\n- The lexer keeps one token');
    expect(problems(empty)).toEqual(['nothing stands under Next']);
  });

  it('I.10 refuses fewer than 3 lines and more than 20; blank lines do not count', () => {
    expect(problems('Goal: a\nDone: b')).toContainEqual('it has 2 lines; a handoff has at least 3');
    const items = (count: number) => `${good}${'\n- more'.repeat(count)}`;
    expect(problems(items(12))).toEqual([]);
    expect(problems(items(13))).toEqual(['it has 21 lines; a handoff has at most 20']);
    expect(problems(items(12).replaceAll('\n', '\n\n'))).toEqual([]);
  });

  it.each(['Goal', 'Done', 'Decisions', 'Next'])('I.10 misses %s, and something under it', (name) => {
    expect(problems(good.replace(`## ${name}`, '## Notes'))).toEqual([`the heading ${name} is missing`]);
    const lines = good.split('\n');
    const at = lines.indexOf(`## ${name}`);
    const found = lintHandoff(lines.toSpliced(at + 1, 1).join('\n'));
    expect(found).toEqual([{ line: at + 1, problem: `nothing stands under ${name}`, fix: expect.any(String) }]);
  });

  it('I.10 refuses more than 500 tokens', () => {
    // Words of one token each: 490 of them and the headings are over the limit.
    expect(problems(`${good} ${'word '.repeat(300)}`)).toEqual([]);
    expect(problems(`${good} ${'word '.repeat(490)}`)).toEqual([expect.stringMatching(/costs about 5\d\d tokens/)]);
  });

  it('I.10 refuses a transcript', () => {
    const talk = `${good}\nUser: fix it\nAssistant: I fixed it`;
    expect(lintHandoff(talk)).toMatchObject([{ line: 9, problem: 'it copies a conversation' }]);
  });

  it('I.10 takes no list item for a heading', () => {
    expect(problems('## Goal\n- Next: the printer\n## Done\n- x\n## Decisions\n- none')).toEqual([
      'the heading Next is missing',
    ]);
  });
});
