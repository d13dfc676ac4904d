import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCanonicalYaml, writeCanonicalYaml } from '../../src/base/canonical-yaml.ts';
import { readFrontMatter } from '../../src/base/front-matter.ts';
import { readLearningFile, tidyLearning, writeLearningFile } from '../../src/knowledge/learning-file.ts';
import { learningKinds } from '../../src/schema/learning.ts';

const odd = fc.constantFrom(
  '',
  ' ',
  'null',
  'yes',
  'no',
  '~',
  '- a',
  'a: b',
  'a #b',
  '#a',
  '*x',
  '&x',
  '!x',
  '|',
  '>',
  '%x',
  '@x',
  '`x`',
  '"x"',
  "'x'",
  '1',
  '1e3',
  '0x1f',
  '.5',
  '12:30',
  '2026-01-01',
  '---',
  '...',
  '[a]',
  '{a}',
  'a\nb',
  'a\r\nb',
  '\t',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u00a0',
  '**/*.ts',
  'src/**',
  '<<',
  '=',
  'true',
  'é',
  '\\n',
  'a:',
  ':a',
  'key: [x',
  '?',
  '? a',
  '-',
  '--',
);
const text = fc.oneof(odd, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
const key = fc.oneof(fc.stringMatching(/^[a-z][a-zA-Z_]{0,8}$/), text).filter((name) => name !== '__proto__');
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const fields = fc.dictionary(key, tree, { maxKeys: 6, noNullPrototype: true });

describe('front matter', () => {
  it('VIII.2 writes data that a YAML reader of somebody else takes for the same data', () => {
    fc.assert(
      fc.property(fields, (data) => {
        expect(parse(writeCanonicalYaml(data)) ?? {}).toEqual(data);
      }),
      { numRuns: 1500 },
    );
  });

  it('VIII.2 reads what it wrote, by the fast way or by the general one', () => {
    fc.assert(
      fc.property(fields, (data) => {
        const written = writeCanonicalYaml(data);
        const fast = readCanonicalYaml(written);
        if (fast) expect(Object.keys(data).length === 0 ? {} : fast).toEqual(data);
        expect(readFrontMatter(`---\n${written}---\nbody\n`)).toMatchObject({
          fields: data,
          body: 'body\n',
          problem: null,
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('K.7 writes the same bytes whatever the order of the keys', () => {
    fc.assert(
      fc.property(fields, (data) => {
        const turned = Object.fromEntries(Object.entries(data).reverse());
        expect(writeCanonicalYaml(turned)).toBe(writeCanonicalYaml(data));
      }),
    );
  });

  it('takes any text for a file without throwing', () => {
    fc.assert(
      fc.property(text, (body) => void readFrontMatter(`---\n${body}`)),
      { numRuns: 1000 },
    );
  });
});

describe('learning file', () => {
  const words = fc.oneof(fc.lorem(), text).filter((value) => value.trim() !== '' && !/^[<>]{7}/m.test(value));
  const learnings = fc
    .record({
      schema: fc.constant(1),
      id: fc.stringMatching(/^[a-z0-9-]{3,12}$/),
      kind: fc.constantFrom(...learningKinds),
      title: words,
      statement: fc.oneof(
        words,
        fc.constantFrom('## not a section', '\\## neither', 'a\n## b\n\\\\## c', '# title?', '---\na: b\n---'),
      ),
      scope: fc.array(text),
      anchors: fc.array(fc.record({ type: fc.constantFrom('file' as const, 'command' as const), target: words })),
      symptoms: fc.array(text),
      tags: fc.array(text),
      sections: fc.dictionary(
        words.map((name) => name.replace(/\s+/g, ' ').trim()).filter((name) => name !== '' && name !== '__proto__'),
        words,
        { maxKeys: 3, noNullPrototype: true },
      ),
      ofAnotherVersion: tree,
    })
    .map(tidyLearning)
    .filter(
      ({ title, statement, sections }) =>
        title !== '' && statement !== '' && Object.keys(sections).every((name) => name !== ''),
    );

  it('VIII.2 keeps every field of a learning, known or not, through writing and reading', () => {
    fc.assert(
      fc.property(learnings, (learning) => {
        const reading = readLearningFile(writeLearningFile(learning), 'x.md');
        expect(reading.type === 'learning' ? reading.learning : reading).toEqual(learning);
      }),
      { numRuns: 800 },
    );
  });

  it('VIII.2 writes the same bytes when it writes what it read', () => {
    fc.assert(
      fc.property(learnings, (learning) => {
        const once = writeLearningFile(learning);
        const reading = readLearningFile(once, 'x.md');
        expect(reading.type === 'learning' && writeLearningFile(reading.learning)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });
});
