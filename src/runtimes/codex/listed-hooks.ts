import { fieldsOf, textOf } from '../../base/json-value.ts';
import { converse } from '../../process/converse.ts';

/** A hook as Codex itself lists it. */
export interface ListedHook {
  /** Under which its trust is kept. */
  readonly key: string;
  readonly command: string;
  /** What the hook is now, as the hash that trust would be given to. */
  readonly hash: string;
  readonly trusted: boolean;
  readonly enabled: boolean;
  /** The file it stands in. */
  readonly file: string;
}

/**
 * Asks Codex which hooks it sees for a folder and whether it would run them.
 * @returns null when it does not answer
 */
export async function listHooks(
  codex: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ListedHook[] | null> {
  const answer = await converse(
    codex,
    ['app-server'],
    { cwd, env: { ...env }, timeoutMs: 20_000 },
    [
      { id: 1, method: 'initialize', params: { clientInfo: { name: 'twelvefold', version: '1' } } },
      { method: 'initialized' },
      { id: 2, method: 'hooks/list', params: { cwds: [cwd] } },
    ],
    (message) => fieldsOf(message)['id'] === 2,
  );
  const data = fieldsOf(fieldsOf(answer)['result'])['data'];
  if (!Array.isArray(data)) return null;
  return data.flatMap((folder) => {
    const hooks = fieldsOf(folder)['hooks'];
    return Array.isArray(hooks) ? hooks.flatMap(listed) : [];
  });
}

function listed(hook: unknown): ListedHook[] {
  const fields = fieldsOf(hook);
  const [key, command, hash] = [fields['key'], fields['command'], fields['currentHash']].map(textOf);
  const file = textOf(fields['sourcePath']);
  if (!key || !command || !hash || !file) return [];
  const trusted = fields['trustStatus'] === 'trusted' || fields['isManaged'] === true;
  return [{ key, command, hash, trusted, enabled: fields['enabled'] !== false, file }];
}
