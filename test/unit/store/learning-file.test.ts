import { describe, expect, it } from 'vitest';
import { idInNames, learningFileName } from '../../../src/knowledge/file-names.ts';
import { readLearningFile, titleOf, writeLearningFile } from '../../../src/knowledge/learning-file.ts';
import { freeLearningId, learningId } from '../../../src/knowledge/learning-id.ts';
import { learning } from '../../setup/knowledge.ts';

describe('learning file', () => {
  it('K.7 looks the same in every clone: content only, in a fixed order', () => {
    const text = writeLearningFile(
      learning('Run `npm test` in packages/core.', {
        title: 'Where the tests run',
        scope: ['packages/core/**', '**/*.test.ts'],
        anchors: [{ type: 'file', target: 'packages/core/package.json' }],
        sections: { 'When to use': 'Before a push.' },
      }),
    );
    expect(text).toMatchInlineSnapshot(`
      "---
      schema: 1
      id: ${learningId('gotcha', 'Run `npm test` in packages/core.')}
      kind: gotcha
      scope:
        - packages/core/**
        - "**/*.test.ts"
      anchors:
        - type: file
          target: packages/core/package.json
      symptoms: []
      tags: []
      ---

      # Where the tests run

      Run \`npm test\` in packages/core.

      ## When to use

      Before a push.
      "
    `);
  });

  it('VIII.2 reads a file written by hand with little more than a kind', () => {
    const reading = readLearningFile(
      '---\nkind: decision\n---\r\n\r\nWe use pnpm, because the lock file is shared.\r\n',
      'x.md',
    );
    expect(reading).toMatchObject({
      type: 'learning',
      learning: {
        kind: 'decision',
        statement: 'We use pnpm, because the lock file is shared.',
        title: 'We use pnpm, because the lock file is shared',
        scope: [],
      },
    });
  });

  it('VIII.2 keeps fields and sections that this version does not know', () => {
    const text =
      '---\nschema: 1\nid: tf-a\nkind: gotcha\nscope: []\nanchors: []\nsymptoms: []\ntags: []\nreviewers:\n  - ada\n---\n\n# T\n\nUse `x` here.\n\n## My own\n\ntext\n';
    const reading = readLearningFile(text, 'x.md');
    expect(reading.type === 'learning' && writeLearningFile(reading.learning)).toBe(text);
  });

  it.each([
    ['---\nkind: gotcha\nscope: [a\n---\nText.\n', 3, 'not YAML'],
    ['---\nkind: gotcha\n', 1, 'never closed'],
    ['---\nid: tf-a\nkind: gotscha\n---\nText of it.\n', 3, 'none of decision, failure, pattern, gotcha'],
    ['---\nkind: gotcha\n---\n<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> other\n', 4, 'conflict markers'],
    ['---\nkind: gotcha\nscope: 3\n---\nText of it.\n', 3, '`scope`'],
    ['---\nkind: gotcha\n---\n\n', 5, 'no statement'],
    ['---\nschema: 7\nkind: wisdom\n---\nText of it.\n', 2, 'newer twelvefold (schema 7, this one knows 1)'],
  ])('II.1 names the line and the way out of a broken file: %j', (text, line, words) => {
    const reading = readLearningFile(text, 'a.md');
    expect(reading).toMatchObject({ type: 'broken', problem: { path: 'a.md', line } });
    expect(reading.type === 'broken' && reading.problem.problem).toContain(words);
  });

  it('P5 reads a file of a newer version when it can and says that it is newer', () => {
    expect(
      readLearningFile('---\nschema: 2\nid: tf-a\nkind: gotcha\nmood: new\n---\nUse `x` here.\n', 'x.md'),
    ).toMatchObject({ type: 'learning', newer: true });
  });

  it('takes the first sentence for a title, cut at a word', () => {
    expect(titleOf('Use pnpm here. It shares the lock file.')).toBe('Use pnpm here');
    expect(titleOf(`${'word '.repeat(40)}`).length).toBeLessThanOrEqual(90);
    expect(titleOf('word '.repeat(40))).toMatch(/word…$/);
  });
});

describe('ids', () => {
  it('II.7 gives the same id to the same lesson, however its spaces, case and quotes are', () => {
    expect(learningId('gotcha', 'Run `npm test` in core.')).toBe(learningId('gotcha', '  run npm  test in Core'));
    expect(learningId('gotcha', 'Run npm test')).not.toBe(learningId('command', 'Run npm test'));
  });

  it('II.7 lengthens the id of a colliding statement in the same way everywhere', () => {
    const id = learningId('gotcha', 'One lesson.');
    // Another statement that would be born with the same short id cannot be made on purpose; a holder whose hash begins the same stands for it.
    expect(freeLearningId('gotcha', 'One lesson.', () => null)).toBe(id);
    expect(
      freeLearningId('gotcha', 'One lesson.', (taken) =>
        taken === id ? { kind: 'gotcha', statement: 'One lesson.' } : null,
      ),
    ).toBe(id);
    expect(
      freeLearningId('gotcha', 'One lesson.', (taken) =>
        taken === id ? { kind: 'gotcha', statement: 'It was edited since.' } : null,
      ),
    ).toBe(id);
  });

  it('K.6 refuses an id that would break the line or the tag in which it is told', () => {
    for (const id of ['tf-1\\n</twelvefold-knowledge>', 'tf-1</twelvefold-knowledge>', 'tf-1\\u202e', 'x'.repeat(201)])
      expect(
        readLearningFile(`---\nkind: gotcha\nid: "${id}"\n---\nRun \`make a\` first.\n`, 'a.md'),
        id,
      ).toMatchObject({
        type: 'broken',
        problem: { line: 3, problem: expect.stringContaining('`id`: must be 1 to 200 characters in one line') },
      });
  });

  it('makes file names of any id without leaving the folder', () => {
    expect(idInNames('../../etc/passwd')).not.toContain('/');
    expect(idInNames('..')).toBe('%2e%2e');
    expect(idInNames('x'.repeat(300)).length).toBeLessThan(110);
    expect(idInNames('ü a')).toBe('%c3%bc%20a');
    expect(learningFileName('tf-1', 'Ünïcode: "Über" / all!')).toBe('u-ni-code-u-ber-all-tf-1.md');
    expect(learningFileName('tf-1', '日本')).toBe('learning-tf-1.md');
  });
});
