import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { scanJsonDocument } from '../../base/json-document.ts';
import { countOf, type Fields, fieldsOf, textOf, timeOf } from '../../base/json-value.ts';

/** What stands beside a session's messages. */
export interface Sidecar {
  readonly id: string;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly parent: string | null;
  readonly isSubagent: boolean;
  readonly start: number | null;
}

/** Whether a file is a task of the editor's extension, not a session of the command line. */
export function isTask(path: string): boolean {
  return basename(path) === 'api_conversation_history.json';
}

/** What is known of a session besides its messages: `<session>.json` beside them; of a task its folder's name, a time. */
export function sidecarOf(path: string): Sidecar {
  const none = { cwd: null, branch: null, parent: null, isSubagent: false, start: null };
  if (isTask(path)) {
    const id = basename(dirname(path));
    return { ...none, id, start: /^\d{13}$/.test(id) ? Number(id) : null };
  }
  const id = basename(path, '.messages.json');
  // A helper's messages lie in the folder of the session that it worked for.
  const folder = basename(dirname(path));
  const above = folder !== id && /^\d{10,14}_/.test(folder) ? folder : null;
  let about: Fields;
  try {
    about = fieldsOf(JSON.parse(readFileSync(join(dirname(path), `${id}.json`), 'utf8')));
  } catch {
    return { ...none, id, parent: above, isSubagent: above !== null };
  }
  const parent = textOf(about['parent_session_id']) ?? above;
  return {
    id: textOf(about['session_id']) ?? id,
    cwd: textOf(about['cwd']) ?? textOf(about['workspace_root']),
    branch: textOf(fieldsOf(fieldsOf(about['metadata'])['git'])['branch']),
    parent,
    isSubagent: about['is_subagent'] === true || about['is_subagent'] === 1 || above !== null,
    start: timeOf(about['started_at']),
  };
}

export interface TaskTotals {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  /** Tokens in the window after the last request. */
  readonly context: number;
  readonly model: string | null;
}

/** The tokens of a task, from the requests that `ui_messages.json` beside it lists; null where there is no such file. */
export function taskTotals(path: string): TaskTotals | null {
  const sum = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, context: 0, model: null as string | null };
  try {
    for (const { value } of scanJsonDocument(join(dirname(path), 'ui_messages.json')).parts) {
      const message = fieldsOf(value);
      if (message['say'] !== 'api_req_started') continue;
      sum.model = textOf(fieldsOf(message['modelInfo'])['modelId']) ?? sum.model;
      const request = fieldsOf(JSON.parse(textOf(message['text']) ?? '{}'));
      const [cacheRead, cacheWrite] = [countOf(request['cacheReads']), countOf(request['cacheWrites'])];
      const [all, output] = [countOf(request['tokensIn']), countOf(request['tokensOut'])];
      // Some providers count what came from the cache as input too.
      const input = request['apiProtocol'] === 'openai' ? Math.max(0, all - cacheRead - cacheWrite) : all;
      sum.input += input;
      sum.cacheRead += cacheRead;
      sum.cacheWrite += cacheWrite;
      sum.output += output;
      if (input + output > 0) sum.context = input + cacheRead + cacheWrite + output;
    }
  } catch {
    return sum.input + sum.output > 0 ? sum : null;
  }
  return sum;
}
