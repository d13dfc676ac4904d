import { join } from 'node:path';
import type { Answer } from '../../src/schema/council.ts';
import type { Sandbox } from './sandbox.ts';

/** An answer with nothing against it, and what a test changes in it. */
export const answerOf = (more: Partial<Answer> = {}): Answer => ({
  position: 'It does what it should.',
  recommendation: 'approve',
  findings: [],
  tradeoffs: ['one more file'],
  changeMind: ['a second caller'],
  ...more,
});

export const finding = (more: Partial<Answer['findings'][number]> = {}): Answer['findings'][number] => ({
  severity: 'minor',
  path: 'src/sum.js',
  line: 1,
  claim: 'the name says little',
  evidence: '`function f`',
  action: 'call it sum',
  ...more,
});

/** A reviewer that is a program of a person's own: what it does, and the model that the configuration names for it. */
export interface Program {
  readonly name: string;
  readonly model?: string;
  /** JavaScript; `prompt` is what it was asked, `say` writes an answer. */
  readonly script: string;
}

export const says = (name: string, model: string, more: Partial<Answer> = {}): Program => ({
  name,
  model,
  script: `say(${JSON.stringify(answerOf(more))});`,
});

/** Writes the programs beside the repository, and the configuration that names them into it. */
export function seat(place: Sandbox, programs: readonly Program[], more: readonly string[] = []): void {
  const lines = programs.map(({ name, model, script }) => {
    const path = place.write(
      `../reviewers/${name}.mjs`,
      `import { readFileSync } from 'node:fs';
const prompt = readFileSync(0, 'utf8');
const say = (answer) => process.stdout.write(JSON.stringify(answer));
${script}
`,
    );
    const run = JSON.stringify([process.execPath, path]);
    return `  - { name: ${name}, run: ${run}${model === undefined ? '' : `, model: ${model}`} }`;
  });
  place.write(
    join('.agents', 'twelvefold.yaml'),
    ['council.reviewers:', ...lines, 'validate.gates: [node --test]', ...more, ''].join('\n'),
  );
}
