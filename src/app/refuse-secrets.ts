import { ToolError } from '../base/errors.ts';
import { redactDeep } from '../knowledge/redact/redact.ts';
import type { Learning } from '../schema/learning.ts';

/**
 * The second look before something is published by hand: what is once in a repository's history stays there.
 * @throws ToolError E_GATE that names what secretlint sees; nothing was written
 */
export async function refuseSecrets(
  learning: Pick<Learning, 'id' | 'title' | 'statement' | 'scope' | 'symptoms' | 'tags' | 'sections'>,
): Promise<void> {
  const { secretsLeft } = await import('../knowledge/redact/second-look.ts');
  const clean = redactDeep(learning);
  const found = await secretsLeft(
    [
      clean.title,
      clean.statement,
      ...clean.scope,
      ...clean.tags,
      ...clean.symptoms,
      ...Object.values(clean.sections),
    ].join('\n'),
  );
  if (found.length === 0) return;
  throw new ToolError('E_GATE', {
    reason: `${learning.id} seems to hold a secret: ${found.join(', ')}`,
    fix: 'Take it out (`twelvefold pool review`, key e) and promote it again; nothing was published.',
  });
}
