import { describe, expect, it } from 'vitest';
import { userWords } from '../../../src/sessions/user-words.ts';
import { cpuMs } from '../../setup/cpu.ts';

describe("telling the user's words from what they pasted", () => {
  const said = (text: string) => userWords(text).text;

  it('K.10 keeps plain words and short inline code', () => {
    const text = 'Rename `total` to `sum` in src/cart.ts: it reads better.\nAnd why is the test skipped?';
    expect(userWords(text)).toEqual({ text, pasted: '' });
  });

  it('K.10 keeps lists, numbered or not, short lines and questions', () => {
    const text = 'Please:\n- keep it small\n- no new dependencies\n  - not even dev ones\n1. then commit\n2) then push';
    expect(userWords(text)).toEqual({ text, pasted: '' });
  });

  it('K.10 takes a fenced block out, closed or not', () => {
    expect(userWords('like this:\n```ts\nconst a = 1;\n```\nplease')).toEqual({
      text: 'like this:\n\nplease',
      pasted: 'const a = 1;',
    });
    expect(said('like this:\n```\nconst a = 1;\nconst b = 2;')).toBe('like this:');
  });

  it('K.10 takes a text in three quotes out where both ends are there', () => {
    const prompt = 'If no place is named, always search all.\nSet the limit to the maximum.';
    expect(userWords(`put this prompt in:\n"""${prompt}"""`)).toEqual({ text: 'put this prompt in:', pasted: prompt });
    expect(said(`print '''x''' and """one"""`)).toBe(`print 'x' and "one"`);
    expect(said('a """ alone\nstays, always')).toBe('a """ alone\nstays, always');
  });

  it('K.10 takes stack traces of several languages out', () => {
    const node = 'TypeError: x is not a function\n    at f (/app/a.js:1:2)\n    at g (/app/b.js:3:4)';
    const python =
      'Traceback (most recent call last):\n  File "/app/a.py", line 3, in <module>\n    main()\n  File "/app/a.py", line 1, in main\n    raise ValueError';
    const go = 'panic: nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:8 +0x1d\nexit status 2';
    for (const trace of [node, python, go]) {
      const { text, pasted } = userWords(`it crashes on start\n\n${trace}\n\ncan you look at it?`);
      expect(text).toContain('it crashes on start');
      expect(text).toContain('can you look at it?');
      expect(pasted.split('\n').length).toBeGreaterThan(2);
      expect(text).not.toContain('at f');
      expect(text).not.toContain('File "');
      expect(text).not.toContain('main.go');
    }
  });

  it('K.10 takes logs and captured terminals out', () => {
    expect(
      said(
        'the server says\n[Proxy] GET /api/a -> 200\n[Proxy] GET /api/b -> 200\n[Proxy] GET /api/c -> 500\nwhy 500?',
      ),
    ).toBe('the server says\nwhy 500?');
    expect(
      said('2026-03-01 10:00:00 INFO start\n2026-03-01 10:00:01 WARN slow\n2026-03-01 10:00:02 ERROR gone\nfix it'),
    ).toBe('fix it');
    expect(said('$ git push\nerror: failed to push some refs\nhint: Updates were rejected\nhelp')).toBe('help');
  });

  it('K.10 takes a captured command out with whatever it printed, up to words that stand apart', () => {
    const capture =
      'u@host:~/shop$ npm run protect -- --yes\n\n> shop@1.0.0 protect\nApplying protection to the branch\n{ "strict": true }\nforge: branch, not found (HTTP 404)';
    expect(said(capture)).toBe('');
    expect(said(`${capture}\n\nit should be protected by its name`)).toBe('it should be protected by its name');
  });

  it('K.10 takes what a linter says out', () => {
    expect(
      said(
        "now I get these\n/home/u/shop/src/auth.ts\n  41:12  error  'e' is defined but never used  no-unused-vars\n\n/home/u/shop/src/hub.ts\n  119:14  error  'e' is defined but never used  no-unused-vars",
      ),
    ).toBe('now I get these');
  });

  it('K.10 takes a diff out with its lines', () => {
    expect(
      said('apply this\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old words here\n+new words here\nthanks'),
    ).toBe('apply this\nthanks');
  });

  it('K.10 takes a document of several sections out and keeps what leads to it', () => {
    const plan = '# Plan\n\nWe always test.\n\n## Steps\n\nNever push.';
    expect(userWords(`do this:\n\n${plan}`)).toEqual({ text: 'do this:', pasted: plan });
  });

  it('K.10 takes out what the editor showed, but not tags that somebody only wrote about', () => {
    expect(userWords('<ide_selection>line 3</ide_selection>rename it')).toEqual({
      text: 'rename it',
      pasted: '[shown by the editor]',
    });
    expect(said('the <file> element is wrong')).toBe('the <file> element is wrong');
  });

  it('K.10 keeps words between two pasted blocks', () => {
    const log = '[a] one two\n[a] three four\n[a] five six';
    expect(said(`${log}\nand after the restart it says this\n${log}`)).toBe('and after the restart it says this');
  });

  it('K.10 clips both, and stays fast on a megabyte of anything', () => {
    const began = cpuMs();
    for (const filler of ['word ', 'x', '`', '<a', '\n', '- item\n', 'a:1\n', '\t', '@@ ', 'C:\\a.b:1 ']) {
      const { text, pasted } = userWords(filler.repeat(1_000_000 / filler.length));
      expect(text.length + pasted.length).toBeLessThan(30_000);
    }
    expect(cpuMs() - began).toBeLessThan(5000);
  });
});
