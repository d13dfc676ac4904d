import { describe, expect, it } from 'vitest';
import { findAmnesia } from '../../../src/fitness/gaps/amnesia.ts';
import { collectFacts } from '../../../src/fitness/gaps/collect-facts.ts';
import { findContextCollapse } from '../../../src/fitness/gaps/context-collapse.ts';
import { findKnowledgeLoss } from '../../../src/fitness/gaps/knowledge-loss.ts';
import { findQualityBar } from '../../../src/fitness/gaps/quality-bar.ts';
import { createSaidCheck } from '../../../src/fitness/gaps/said-already.ts';
import { findScaleChaos } from '../../../src/fitness/gaps/scale-chaos.ts';
import { claimsDone } from '../../../src/sessions/claim.ts';
import { absolutePath, nameInside } from '../../../src/sessions/named-path.ts';
import { session } from './events.ts';

type Built = ReturnType<typeof session>;
const facts = (...built: Built[]) => built.map((b, i) => collectFacts(b.events, `/home/dev/s${i}.jsonl`));
const missing = "error: Cannot find module 'left-pad'";

let hours = 0;
const later = () => ({ startMinute: 60 * hours++ });

describe('amnesia', () => {
  it('XII.4 counts how often one failure signature came back in later sessions', () => {
    const met = (id: string, path: string) =>
      session(id, later()).shell('npm test', `${path}:3:1\n${missing}`, 1).shell('npm test', 'ok 3 tests\n3 passed');
    const gap = amnesiaOf(met('a', '/x/one.ts'), met('b', '/y/two.ts'), met('c', '/z/three.ts'));
    expect(gap).toMatchObject({ count: 1, of: 1, attempts: 2 });
    expect(gap.cases[0]?.occurrences.map((o) => o.session.id)).toEqual(['a', 'b', 'c']);
  });

  it('XII.4 counts a failure that stayed in one session as met, not as repeated', () => {
    const once = session('a', later()).shell('npm test', missing, 1).shell('npm test', missing, 1);
    expect(amnesiaOf(once, session('b', later()).shell('npm test', '3 passed'))).toMatchObject({ count: 0, of: 1 });
  });

  it('XII.13 adds up the tries and the time to the way out, in the later sessions only', () => {
    const first = session('a', later()).shell('npm test', missing, 1).shell('npm test', '3 passed');
    const again = session('b', later())
      .shell('npm test', missing, 1)
      .shell('npm test', missing, 1)
      .shell('npm test', '3 passed');
    const gap = amnesiaOf(first, again);
    // Two failing calls; the first failing result and the passing one lie four steps of a minute apart.
    expect(gap).toMatchObject({ attempts: 2, lost: 4 * 60_000 });
  });

  it('XII.13 does not take waiting for work', () => {
    const again = session('b', later()).shell('npm test', missing, 1).wait(600).shell('npm test', '3 passed');
    const gap = amnesiaOf(session('a', later()).shell('npm test', missing, 1), again);
    expect(gap.lost).toBe(6 * 60_000);
  });

  it('XII.4 takes a fork and a sub-agent for the same piece of work', () => {
    const parent = session('a', later()).shell('npm test', missing, 1);
    const fork = session('b', { parent: 'a', ...later() }).shell('npm test', missing, 1);
    expect(amnesiaOf(parent, fork)).toMatchObject({ count: 0, of: 1 });
  });

  it('does not compare failures that say nothing', () => {
    const silent = (id: string) => session(id, later()).shell('npm test', 'Exit code 1', 1);
    expect(amnesiaOf(silent('a'), silent('b'))).toMatchObject({ count: 0, of: 0 });
  });

  function amnesiaOf(...built: Built[]) {
    return findAmnesia(facts(...built));
  }
});

describe('context collapse', () => {
  it('counts sessions over 40 % of their window or compacted, of those whose context is known', () => {
    const gap = findContextCollapse(
      facts(
        session('calm').context(79_000),
        session('full').context(81_000),
        session('compacted').context(20_000).compacted(190_000),
        session('unknown').shell('ls'),
      ),
    );
    expect(gap).toMatchObject({ count: 2, of: 3, compacted: 1, assumed: false });
    expect(gap.cases.map((c) => c.session.id)).toEqual(['compacted', 'full']);
  });

  it('says when a window was not told but is that of the model, and leaves out models of unknown size', () => {
    const [known, unknown] = facts(
      session('a').context(100_000, null, 'claude-sonnet-4-5'),
      session('b').context(150_000, null, 'some-model'),
    );
    expect(known?.context).toMatchObject({ window: 200_000, windowKnown: false });
    expect(unknown?.context.window).toBeNull();
    const gap = findContextCollapse([known, unknown].filter((f) => f !== undefined));
    expect(gap).toMatchObject({ count: 1, of: 1, assumed: true });
  });

  it('leaves the window of a sub-agent out and counts its tokens', () => {
    const built = session('a').context(10_000);
    built.events.push({ ...session('x').context(150_000).events[1]!, sidechain: true });
    expect(collectFacts(built.events, 's.jsonl')).toMatchObject({
      context: { peak: 10_000 },
      tokens: { sent: 160_000 },
    });
  });
});

describe('no quality bar', () => {
  it('counts "done" with no passing check after the last change of code', () => {
    const gap = findQualityBar(
      facts(
        session('unchecked').edit('a.ts').says('Done: the parser handles quotes now.'),
        session('red').edit('a.ts').shell('npm test', '1 failed', 1).says('All done.'),
        session('green').edit('a.ts').shell('npm test', '3 passed').says('All done.'),
        session('early').shell('npm test', '3 passed').edit('a.ts').says('Fixed.'),
        session('asks').edit('a.ts').says('Fixed the parser. Should I also run the tests?'),
        session('prose').edit('README.md').says('Done.'),
        session('reads').shell('ls').says('Done.'),
      ),
    );
    expect(gap).toMatchObject({ count: 3, of: 4, failed: 1, unclaimed: 1 });
    expect(gap.cases[0]?.session.id).toBe('red');
  });

  it('takes announcements, questions and admissions for what they are', () => {
    expect(claimsDone('I have **implemented** the cache.\n\nNothing else was touched.')).toBe(
      'I have implemented the cache.',
    );
    expect(claimsDone('The tests are still failing on Windows.')).toBeNull();
    expect(claimsDone('Fixed the import. Now I will run the tests')).toBeNull();
    expect(claimsDone('Is it done?')).toBeNull();
    expect(claimsDone('Fixed and committed.\n\nShall I push it?')).toBe('Fixed and committed.');
    expect(claimsDone('Let me now write the final plan, based on the design work so far.')).toBeNull();
    expect(claimsDone('Here is what changed:\n- Removed the old flag')).toBe('- Removed the old flag');
  });
});

describe('knowledge loss', () => {
  it('counts the lessons that nothing says yet', () => {
    const lessons = ['Run lint:fix first.', 'Tabs, not spaces.'];
    const gap = findKnowledgeLoss(lessons, (lesson) => lesson.startsWith('Tabs'));
    expect(gap).toMatchObject({ count: 1, of: 2, cases: ['Run lint:fix first.'] });
  });
});

describe('scale chaos', () => {
  it('counts pairs at work at the same time that changed the same file', () => {
    const gap = findScaleChaos(
      facts(
        session('a').edit('src/x.ts').edit('src/x.ts').edit('src/y.ts'),
        session('b', { startMinute: 2 }).edit('src/x.ts').edit('src/z.ts'),
        session('c', { startMinute: 3 }).edit('src/q.ts'),
        session('d', { startMinute: 600 }).edit('src/x.ts'),
      ),
    );
    expect(gap).toMatchObject({ count: 1, of: 3 });
    expect(gap.cases[0]?.files).toEqual(['/repo/src/x.ts']);
  });

  it('takes the same path in two worktrees for two files', () => {
    const gap = findScaleChaos(facts(session('a').edit('x.ts'), session('b', { cwd: '/repo-two' }).edit('x.ts')));
    expect(gap).toMatchObject({ count: 0, of: 1 });
  });

  it('does not take a session left open overnight for one at work', () => {
    const open = session('a').edit('x.ts').wait(900).edit('x.ts');
    expect(findScaleChaos(facts(open, session('b', { startMinute: 300 }).edit('x.ts')))).toMatchObject({
      count: 0,
      of: 0,
    });
  });
});

describe('places', () => {
  it('names files as the machine did that a transcript was written on', () => {
    expect(nameInside(absolutePath('src/a.ts', '/repo'), '/repo')).toBe('src/a.ts');
    expect(nameInside(absolutePath('D:\\proj\\src\\a.ts', 'D:\\proj'), '/repo', 'D:\\proj')).toBe('src/a.ts');
    expect(nameInside(absolutePath('src\\a.ts', 'D:\\proj'), 'd:\\proj')).toBe('src/a.ts');
    expect(nameInside('/elsewhere/a.ts', '/repo', null)).toBe('/elsewhere/a.ts');
  });
});

describe('what is said already', () => {
  const said = createSaidCheck([
    '# House rules\n\n- Run `npm run lint:fix` before every commit, never commit with lint errors.\n- Tabs for indentation.\n',
  ]);

  it('finds a lesson that an instruction file gives in other words', () => {
    expect(said('Before a commit run `npm run lint:fix`; lint errors must not be committed.')).toBe(true);
  });

  it('does not take a mention of the same command for the lesson', () => {
    expect(said('`npm run lint:fix` does not remove unused imports; delete them by hand.')).toBe(false);
  });
});
