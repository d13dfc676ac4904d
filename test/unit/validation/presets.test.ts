import { describe, expect, it } from 'vitest';
import { checkCsv, checkJson } from '../../../src/validation/presets/data.ts';
import { checkChecklist, checkLength } from '../../../src/validation/presets/documents.ts';
import { checkLinks } from '../../../src/validation/presets/links.ts';
import { checkSources } from '../../../src/validation/presets/sources.ts';

const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('preset links', () => {
  const others = new Map([
    ['docs/b.md', '# The `run` command, twice\n\n## Same\n\n## Same\n\nUnder\n=====\n<a id="own"></a>\n'],
    ['docs', ''],
    ['img/a b.png', ''],
  ]);
  const found = (text: string, path = 'docs/a.md') =>
    checkLinks([{ path, text }], {
      exists: (name) => others.has(name) || name === path,
      read: (name) => others.get(name) ?? null,
    });

  it.each([
    '[b](b.md)',
    '[b](./b.md "title")',
    '[b](/docs/b.md#the-run-command-twice)',
    '[b](b.md#same-1)',
    '[b](b.md#under) and [own](b.md#own)',
    '![x](<../img/a b.png>)',
    '![x](../img/a%20b.png?raw=1)',
    '[folder](../docs/)',
    '[web](https://example.org/a_(b)) and <https://example.org/?x#y>',
    '[mail](mailto:a@example.org)',
    '# Here\n\n[up](#here)',
    '[b][one]\n\n[one]: b.md',
  ])('lets %s pass', (text) => {
    const { checked, findings } = found(text);
    expect(findings).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });

  it.each([
    ['[gone](c.md)', 'c.md is not there'],
    ['[out](../../etc/passwd)', '../../etc/passwd is not there'],
    ['[b](b.md#nowhere)', 'there is no heading for #nowhere in docs/b.md'],
    ['[b](b.md#same-2)', 'there is no heading for #same-2 in docs/b.md'],
    ['[here](#here)', 'there is no heading for #here in docs/a.md'],
    ['[web](https://exa mple)', null],
    ['[web](https://nohost)', 'https://nohost is no web address'],
    ['<img alt="" src="c.png">', 'c.png is not there'],
    ['[one]: c.md', 'c.md is not there'],
    ['[text][two]', 'the link label [two] is defined nowhere'],
    ['[x](%zz.md)', '%zz.md has a % that stands for nothing'],
  ])('finds what is wrong with %s', (text, problem) => {
    const { findings } = found(`Words.\n\n${text}\n`);
    expect(findings).toEqual(problem === null ? [] : [{ path: 'docs/a.md', line: 3, text: problem }]);
  });

  it('does not look into code, comments and front matter', () => {
    const text = lines(
      '---',
      'a: "[x](gone.md)"',
      '---',
      '`[x](gone.md)`',
      '```',
      '[x](gone.md)',
      '```',
      '<!-- [x](gone.md) -->',
    );
    expect(found(text)).toEqual({ checked: 0, findings: [] });
  });
});

describe('preset sources', () => {
  const bib = [
    { path: 'refs.bib', text: '@article{knuth84,\n title={x}}\n@comment{no,}\n@book{ lamport , title={y}}\n' },
  ];
  const found = (text: string, bibliography = bib) => checkSources([{ path: 'a.md', text }], bibliography);

  it.each([
    'A claim.[^1]\n\n[^1]: Where it is from.',
    'A claim [1], more [2, 3] and [1-3].\n\n## References\n\n1. One\n2. Two\n3. Three',
    'A claim [1].\n\n## Sources\n\n[1] One',
    'A claim [1].\n\n[1]: https://example.org',
    'Said before [@knuth84, p. 3; see also @lamport].',
    'As @knuth84 says, and `@nobody` in code; mail a@example.org.',
  ])('lets pass what is there: %j', (text) => {
    const { checked, findings } = found(text);
    expect(findings).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });

  it.each([
    ['A claim.[^2]\n\n[^1]: Another.', ['the footnote [^2] is not there']],
    ['A claim [3].\n\n## References\n\n1. One\n2. Two', ['[3] is in no list of sources of this document']],
    ['A list\n\n1. One\n\nA claim [1].', ['[1] is in no list of sources of this document']],
    ['Said [@knuth84; @nobody] and @turing.', ['@nobody is in no bibliography', '@turing is in no bibliography']],
  ])('finds what is cited and not there: %j', (text, problems) => {
    expect(found(text).findings.map((finding) => finding.text)).toEqual(problems);
  });

  it('takes @name outside of brackets for a name where there is no bibliography, and counts nothing', () => {
    expect(found('Thanks to @somebody. A list a[0](x).', [])).toEqual({ checked: 0, findings: [] });
    expect(found('Said [@knuth84].', []).findings).toHaveLength(1);
  });
});

describe('presets length and checklist', () => {
  it('counts words between bounds, code apart', () => {
    const file = { path: 'a.md', text: '# Two words\n\nand three-and more\n\n```\nnot these at all\n```\n' };
    expect(checkLength([file], { min: 5, max: 5 }).findings).toEqual([]);
    expect(checkLength([file], { min: 6, max: 9 }).findings).toEqual([
      { path: 'a.md', line: 1, text: '5 words, at least 6 are wanted' },
    ]);
    expect(checkLength([file], { min: 0, max: 4 }).findings[0]?.text).toBe('5 words, at most 4 are wanted');
  });

  it('wants every box ticked, and boxes at all', () => {
    const text = lines('- [x] read aloud', '* [ ] figures checked', '1. [X] names', '```', '- [ ] an example', '```');
    expect(checkChecklist([{ path: 'c.md', text }])).toEqual({
      checked: 3,
      findings: [{ path: 'c.md', line: 2, text: 'not ticked: figures checked' }],
    });
    expect(checkChecklist([{ path: 'c.md', text: 'Nothing.\n' }]).findings).toHaveLength(1);
  });
});

describe('presets json and csv', () => {
  const schema = {
    path: 's.json',
    text: '{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"tags":{"type":"array","items":{"type":"string"}}}}',
  };

  it('names the line of what is no JSON or not as the schema wants it', () => {
    const check = (text: string) => checkJson([{ path: 'a.json', text }], schema).findings.map(({ line }) => line);
    expect(check('{"id": 1, "tags": ["a"]}')).toEqual([]);
    expect(check('{\n "id": 1,\n "tags": ["a",\n  2]\n}')).toEqual([4]);
    expect(check('{\n "tags": []\n}')).toEqual([1]);
    expect(check('{\n "id": 1,\n}')).toEqual([3]);
    expect(check('{\n "id": 1')).toEqual([2]);
    expect(checkJson([{ path: 'a.json', text: '[1]' }], null).findings).toEqual([]);
  });

  it('refuses a schema with a keyword that it would pass over, and checks all others', () => {
    const issues = (rules: object, value: unknown) =>
      checkJson([{ path: 'a.json', text: JSON.stringify(value) }], { path: 's.json', text: JSON.stringify(rules) })
        .findings;
    for (const rules of [{ anyOf: [] }, { type: 'text' }, { items: { $ref: '#' } }, { required: 'id' }, []])
      expect(() => issues(rules, {})).toThrow();
    expect(issues({ required: ['id'] }, {})[0]?.text).toBe('id is missing');
    expect(issues({ properties: { a: {} }, additionalProperties: false }, { a: 1, toString: 2 })[0]?.text).toBe(
      'toString: there is no such field',
    );
    const fails: [object, unknown][] = [
      [{ type: ['string', 'null'] }, 1],
      [{ type: 'integer' }, 1.5],
      [{ enum: ['a', 'b'] }, 'c'],
      [{ const: 1 }, 2],
      [{ pattern: '^a' }, 'b'],
      [{ minLength: 2, maxLength: 3 }, 'a'],
      [{ maxLength: 1 }, 'ab'],
      [{ minimum: 1 }, 0],
      [{ maximum: 1 }, 2],
      [{ minItems: 1 }, []],
      [{ maxItems: 1, items: { type: 'integer' } }, [1, 2]],
      [{ additionalProperties: { type: 'string' } }, { a: 1 }],
    ];
    for (const [rules, value] of fails) expect(issues(rules, value)).toHaveLength(1);
  });

  it('wants rows as long as the header, quotes that close, and the columns that are named', () => {
    const check = (text: string, columns: string[] | null = null) => checkCsv([{ path: 'a.csv', text }], columns);
    expect(check('id,name\n1,"a, ""b""\nc"\n2,d\r\n', ['id', 'name'])).toEqual({ checked: 2, findings: [] });
    expect(check('id,name\n1,"a\nb"\n2\n').findings).toEqual([
      { path: 'a.csv', line: 4, text: '1 cell under 2 columns' },
    ]);
    expect(check('id,name\n1,"a\n').findings[0]).toMatchObject({ line: 2, text: 'a quote is opened and never closed' });
    expect(check('id,nom\n1,a\n', ['id', 'name']).findings[0]?.text).toBe('its columns are id, nom, not id, name');
    expect(check('id,id\n1,a\n').findings[0]?.text).toBe('the column id is there twice');
    for (const text of ['', 'id,name\n']) expect(check(text).findings).toHaveLength(1);
  });
});
