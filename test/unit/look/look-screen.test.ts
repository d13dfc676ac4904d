import { expect, it } from 'vitest';
import type { LookLesson, LookReport } from '../../../src/app/look-report.ts';
import { lookScreen } from '../../../src/cli/commands/look-screen.ts';

const plain = new Proxy({}, { get: () => (text: string) => text }) as never;
const none = { count: 0, of: 0 };
const first = { id: 'aaaaaaaa-1', agent: 'codex', at: '2026-03-02T09:00:00.000Z' };
const later = { id: 'bbbbbbbb-2', agent: 'codex', at: '2026-03-05T09:00:00.000Z' };

function screenOf(said: LookLesson['said'], statement = 'Run `npm ci` before `npm test`.'): string {
  const lesson: LookLesson = {
    id: 'tf-1',
    kind: 'command',
    statement,
    pool: 'observation',
    confidence: 0.9,
    sessions: [first],
    written: false,
    said,
    missed: null,
  };
  const report = {
    repository: 'shop',
    sessions: {
      count: 2,
      byAgent: { codex: 2 },
      from: first.at,
      to: later.at,
      tokensSent: 0,
      tokensWritten: 0,
      estimated: false,
      unread: [],
    },
    gaps: {
      amnesia: { ...none, attempts: 0, lostMs: 0, examples: [] },
      contextCollapse: { ...none, compacted: 0, assumed: false, examples: [] },
      noQualityBar: { ...none, failed: 0, unclaimed: 0, examples: [] },
      knowledgeLoss: none,
      scaleChaos: { ...none, examples: [] },
    },
    lessons: [lesson],
    replay: { repeats: 0, offered: 0 },
    seconds: 1,
    next: 'twelvefold forge --all',
  } as unknown as LookReport;
  return lookScreen(report, { columns: 80, colors: plain, home: '/home/dev' }).join('\n');
}

it('says "as it came again" of the failure that a lesson answers, and "at another failure" of any other', () => {
  const said = { session: later, point: 'error', line: 9, again: 0 } as const;
  expect(screenOf({ ...said, outcome: 'at-failure' })).toContain('said in bbbbbbbb (5 Mar) as it came again');
  expect(screenOf({ ...said, outcome: 'irrelevant' })).toContain('said in bbbbbbbb (5 Mar) at another failure');
});
