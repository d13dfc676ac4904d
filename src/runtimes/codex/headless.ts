import type { HeadlessAgent } from '../headless.ts';

/** What it is, the model and the session stand between two lines of dashes at the beginning of what it prints. */
export const codexHeadless: HeadlessAgent = {
  agent: 'codex',
  obeys: ['AGENTS.md', 'AGENTS.override.md', '.codex', '.agents/skills'],
  args: ({ model, schemaFile, answerFile }) => [
    'exec',
    '--sandbox=read-only',
    '--skip-git-repo-check',
    '--ephemeral',
    '--color=never',
    `--output-schema=${schemaFile}`,
    `--output-last-message=${answerFile}`,
    ...(model === null ? [] : [`--model=${model}`]),
    '-',
  ],
  read({ output, answer }) {
    if (answer === null) return null;
    const [, header = ''] = output.split(/^--------$/m);
    const field = (name: string) => new RegExp(`^${name}: (\\S.*)$`, 'm').exec(header)?.[1] ?? null;
    return { text: answer, model: field('model'), session: field('session id') };
  },
};
