import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';

const id = '@secretlint/secretlint-rule-preset-recommend';

/** What stands where a secret would: a name in brackets, a variable, stars. */
const standIn = /[:=](?:<[\w -]*>|\$\{?[A-Z_]+\}?|\*+|\[redacted)/;

/**
 * A second, slower look with the rules of secretlint, for the one moment that cannot be taken back: publishing. It knows
 * providers that the own rules do not.
 * @returns what it thinks it sees, one short text each; empty when the text is clean
 */
export async function secretsLeft(text: string): Promise<string[]> {
  const result = await lintSource({
    source: { filePath: 'learning.md', content: text, contentType: 'text', ext: '.md' },
    options: { config: { rules: [{ id, rule: creator, options: {} }] }, noPhysicFilePath: true },
  });
  const found = result.messages.filter(({ range }) => !standIn.test(text.slice(range[0], range[1])));
  return [
    ...new Set(found.map(({ ruleId, messageId }) => `${ruleId.replace(/^.*secretlint-rule-/, '')} (${messageId})`)),
  ];
}
