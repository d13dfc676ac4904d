import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type DocumentReport, scanJsonDocument } from '../../base/json-document.ts';
import { type Fields, fieldsOf, textOf } from '../../base/json-value.ts';
import { namesIn } from '../../sessions/find-files.ts';
import type { StoredMessage, StoredPart, StoredSession } from './stored-session.ts';

/** A file of the old store longer than this is passed over; each holds one part of a message. */
const longestFile = 8 << 20;

/** Opens what `opencode export` wrote: `{info, messages: [{info, parts}]}`, read message by message. */
export function openExport(path: string): { session: StoredSession; report: DocumentReport } {
  const { parts, report } = scanJsonDocument(path, { keep: (key) => key === 'info' || key === 'messages' });
  const document = parts[Symbol.iterator]();
  const first = document.next().value;
  const info = first?.key === 'info' ? fieldsOf(first.value) : {};
  return { session: { info, messages: messages() }, report };

  function* messages(): Generator<StoredMessage> {
    if (first?.key === 'messages') yield exported(first.value);
    for (let part = document.next(); !part.done; part = document.next())
      if (part.value.key === 'messages') yield exported(part.value.value);
  }
}

function exported(value: unknown): StoredMessage {
  const { info, parts } = fieldsOf(value);
  const own = fieldsOf(info);
  const id = textOf(own['id']) ?? '';
  const list: readonly unknown[] = Array.isArray(parts) ? parts : [];
  return {
    id,
    info: own,
    parts: list.map((part, index) => ({ id: textOf(fieldsOf(part)['id']) ?? `${id}-${index}`, data: fieldsOf(part) })),
  };
}

/**
 * Opens a session of the store of old versions (to 1.1): `storage/session/<project>/<session>.json`, with a folder of
 * messages for each session and one of parts for each message.
 */
export function openFolders(path: string): StoredSession {
  const storage = dirname(dirname(dirname(path)));
  const info = jsonIn(path) ?? {};
  const session = textOf(info['id']) ?? basename(path, '.json');
  return { info, messages: messages() };

  function* messages(): Generator<StoredMessage> {
    const folder = join(storage, 'message', session);
    const found = namesIn(folder).flatMap((name) => {
      const own = jsonIn(join(folder, name));
      return own ? [{ id: textOf(own['id']) ?? basename(name, '.json'), created: createdOf(own), name }] : [];
    });
    // Names sort by time in most versions, but not in all.
    for (const { id, name } of found.sort((a, b) => a.created - b.created || (a.name < b.name ? -1 : 1)))
      yield { id, info: jsonIn(join(folder, name)) ?? {}, parts: partsOf(join(storage, 'part', id)) };
  }
}

function* partsOf(folder: string): Generator<StoredPart | null> {
  for (const name of namesIn(folder)) {
    const data = jsonIn(join(folder, name));
    yield data && { id: textOf(data['id']) ?? basename(name, '.json'), data };
  }
}

function createdOf(info: Fields): number {
  const { created } = fieldsOf(info['time']);
  return typeof created === 'number' ? created : 0;
}

function jsonIn(path: string): Fields | null {
  try {
    if (statSync(path).size > longestFile) return null;
    return fieldsOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
