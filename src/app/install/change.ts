import { dirname } from 'node:path';
import { ToolError } from '../../base/errors.ts';
import { sha256 } from '../../base/hash.ts';
import { missingFolders, readText } from '../../base/text-file.ts';
import { type Part, samePart } from '../../runtimes/settings/part.ts';
import { addParts, mentionsPart, removeParts } from '../../runtimes/settings/parts-of-text.ts';
import { applyEdits, invertEdits, placeOf, SettingsProblem } from '../../runtimes/settings/text-edit.ts';
import type { InstalledFile } from '../../schema/install.ts';
import { agentOf, type Target } from './targets.ts';

/** What is to happen to one file. */
export interface FileChange {
  readonly path: string;
  /** Which parts it is about, and whose. */
  readonly what: readonly string[];
  readonly agents: readonly string[];
  readonly before: string | null;
  /** Null where the file goes. */
  readonly after: string | null;
  readonly executable: boolean;
  /** Ours once, edited by somebody since, and so left alone. */
  readonly kept?: boolean;
  /** What is to be recorded of it; null when nothing of ours is left. */
  readonly record: InstalledFile | null;
}

type OwnedPart = Omit<InstalledFile['parts'][number], 'part'> & { readonly part: Part };

/**
 * Works out how a file gets its parts, from what it is now and what was recorded of it. Writes nothing.
 * @param root top of the checkout that it is for, or null
 * @param exclude the line for git's list of ignored files, or null
 * @throws ToolError E_SETTINGS_BROKEN, E_FILE_UNREADABLE
 */
export function changeFor(
  path: string,
  targets: readonly Target[],
  recorded: InstalledFile | undefined,
  { root, exclude }: { root: string | null; exclude: string | null },
): FileChange {
  const before = readText(path);
  const about = {
    path,
    what: [...new Set(targets.map(({ what }) => what))],
    agents: agentsOf(targets.map(({ owner }) => owner)),
    before,
  };
  const wanted = ownedParts(targets, recorded);
  const parts = wanted.map(({ part }) => part);
  const [whole] = parts;
  if (whole?.kind === 'file' && before !== null && before !== whole.content && !isAsRecorded(before, recorded)) {
    // What somebody made of a file of ours is theirs.
    if (recorded)
      return { ...about, after: before, executable: false, kept: true, record: { ...recorded, parts: wanted } };
    const problem = 'there is a file of that name already';
    throw new ToolError('E_SETTINGS_BROKEN', { path, line: 1, column: 1, problem });
  }
  return inFile(path, before ?? '', (mark) => {
    const folders = before === null ? missingFolders(path) : [];
    const base = {
      ...recorded,
      path,
      root,
      parts: wanted,
      created: before === null || (recorded?.created ?? false),
      folders: [...new Set([...(recorded?.folders ?? []), ...folders])].sort((a, b) => a.length - b.length),
      exclude: exclude ?? recorded?.exclude ?? null,
    };
    const executable =
      whole?.kind === 'file' ? whole.executable : whole?.kind === 'block' && whole.script === true && before === null;
    if (recorded && before !== null && isAsRecorded(before, recorded) && recorded.edits) {
      // As we left it: from what was there before us, so that taking it back stays exact.
      const original = applyEdits(body(before), invertEdits(recorded.edits));
      const { text, edits, made } = addParts(original, parts);
      const after = mark + text;
      return {
        ...about,
        after,
        executable,
        record: { ...base, made: lists(made), after: sha256(after), edits: [...edits] },
      };
    }
    const obsolete = (recorded?.parts ?? [])
      .map(({ part }) => part as Part)
      // What somebody made of a file that was ours as a whole is theirs.
      .filter((old) => old.kind !== 'file' && !parts.some((part) => samePart(part, old)));
    // Found without a record, our own parts are taken for all that was put there; a default is nobody's, so it tells nothing.
    const found =
      !recorded && before !== null && parts.some((part) => part.kind !== 'default' && mentionsPart(body(before), part));
    // Recorded but not there: whoever wrote the record was stopped before the file, or somebody took it all out.
    const there = recorded?.parts.some(({ part }) => mentionsPart(body(before ?? ''), part as Part)) ?? false;
    const made = there ? (recorded?.made ?? []) : found ? containersOf(parts) : [];
    const cleaned = removeParts(body(before ?? ''), obsolete, made);
    const added = addParts(cleaned.text, parts);
    const after = mark + added.text;
    const all = lists([
      ...made.filter((one) => !added.made.some((other) => other.join('\0') === one.join('\0'))),
      ...added.made,
    ]);
    const unchanged = recorded && after === before;
    return {
      ...about,
      after,
      executable,
      record: {
        ...base,
        made: all,
        after: unchanged ? recorded.after : sha256(after),
        created: before === null || found || (there && base.created),
        edits: unchanged ? recorded.edits : found || there ? null : [...added.edits],
      },
    };
  });
}

/**
 * Works out how a file loses parts: exactly as it was where nobody changed it since, and otherwise our parts alone.
 * @param gone whether what was put there for an owner goes
 */
export function changeBack(recorded: InstalledFile, gone: (owner: string) => boolean): FileChange {
  const { path } = recorded;
  const before = readText(path);
  const left = recorded.parts.flatMap((owned) => {
    const owners = owned.owners.filter((owner) => !gone(owner));
    return owners.length === 0 ? [] : [{ ...owned, owners }];
  });
  const going = recorded.parts.filter((owned) => owned.owners.every(gone)).map(({ part }) => part as Part);
  const record = left.length === 0 ? null : { ...recorded, parts: left };
  const touched = recorded.parts.filter(({ owners }) => owners.some(gone));
  const about = {
    path,
    what: [...new Set(touched.map(({ what }) => what))],
    agents: agentsOf(touched.flatMap(({ owners }) => owners.filter(gone))),
    before,
    executable: false,
    record,
  };
  if (before === null) return { ...about, after: null };
  if (going.length === 0) return { ...about, after: before };
  return inFile(path, before, (mark) => {
    const text = body(before);
    const exact = isAsRecorded(before, recorded) && recorded.edits !== null;
    if (exact) {
      const original = applyEdits(text, invertEdits(recorded.edits ?? []));
      if (record === null) return { ...about, after: recorded.created ? null : mark + original };
      const {
        text: rest,
        edits,
        made,
      } = addParts(
        original,
        left.map(({ part }) => part as Part),
      );
      const after = mark + rest;
      return {
        ...about,
        after,
        record: { ...record, made: lists(made), after: sha256(after), edits: [...edits] },
      };
    }
    // A file that is ours as a whole and was edited has become somebody's own.
    if (going.some(({ kind }) => kind === 'file') && !isAsRecorded(before, recorded))
      return { ...about, after: before };
    const rest = removeParts(text, going, recorded.made).text;
    const empty = recorded.created && record === null && holdsNothing(rest);
    const after = mark + rest;
    return {
      ...about,
      after: empty ? null : after,
      record: record && { ...record, after: sha256(after), edits: null },
    };
  });
}

/**
 * Whether a file that we made holds nothing of anybody else: only the line that names a script's shell, or what agents note in
 * settings they read, `$schema` and `$version`.
 */
function holdsNothing(text: string): boolean {
  if (text.trim() === '' || text.trim() === '#!/bin/sh') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Object.keys(value).every((key) => key.startsWith('$'));
  } catch {
    return false;
  }
}

/** Folders that were made for a file, the innermost first. */
export function foldersOf(recorded: InstalledFile): string[] {
  return recorded.folders.filter((folder) => dirname(recorded.path).startsWith(folder)).toReversed();
}

/** Parts of several owners that are the same are one part, of all of them. */
function ownedParts(targets: readonly Target[], recorded: InstalledFile | undefined): OwnedPart[] {
  const owned: OwnedPart[] = [];
  const put = (owners: readonly string[], what: OwnedPart['what'], part: Part, wins: boolean) => {
    const same = owned.findIndex((one) => samePart(one.part, part));
    const old = owned[same];
    if (!old) owned.push({ owners: [...owners].sort(), what, part });
    else
      owned[same] = { ...old, owners: [...new Set([...old.owners, ...owners])].sort(), part: wins ? part : old.part };
  };
  const renewed = new Set(targets.map(({ owner, what }) => `${owner} ${what}`));
  for (const { owners, what, part } of recorded?.parts ?? []) {
    // What an owner no longer wants here is left out; what it wants comes from its targets.
    const others = owners.filter((owner) => !renewed.has(`${owner} ${what}`));
    if (others.length > 0) put(others, what, part as Part, false);
  }
  for (const { owner, what, part } of targets) put([owner], what, part, true);
  return owned;
}

function agentsOf(owners: readonly string[]): string[] {
  return [...new Set(owners.map(agentOf))];
}

/** Every object and list on the way to a part. */
function containersOf(parts: readonly Part[]): string[][] {
  return parts.flatMap((part) =>
    'path' in part ? Array.from({ length: part.path.length + 1 }, (_, depth) => part.path.slice(0, depth)) : [],
  );
}

function isAsRecorded(text: string, recorded: InstalledFile | undefined): boolean {
  return recorded !== undefined && sha256(text) === recorded.after;
}

/** Runs an edit of a text without its byte order mark, and says where it failed. */
function inFile(path: string, text: string, edit: (mark: string) => FileChange): FileChange {
  try {
    return edit(text.startsWith('\ufeff') ? '\ufeff' : '');
  } catch (cause) {
    if (!(cause instanceof SettingsProblem)) throw cause;
    const at = placeOf(body(text), cause.offset);
    throw new ToolError('E_SETTINGS_BROKEN', { path, ...at, problem: cause.message }, { cause });
  }
}

function body(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function lists(paths: readonly (readonly string[])[]): string[][] {
  return paths.map((path) => [...path]);
}
