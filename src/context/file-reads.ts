import type { ToolCall, ToolResult } from '../sessions/event.ts';
import { absolutePath } from '../sessions/named-path.ts';

/** A file whose content is in a session's context. */
export interface LoadedFile {
  /** Absolute where the session's folder is known. */
  readonly path: string;
  /** When the session last read or wrote it, milliseconds since the epoch. */
  readonly at: number;
  readonly line: number;
}

/** A loaded file that is not on disk any more as the session knows it. */
export interface StaleRead extends LoadedFile {
  /** When it was changed; null where it is gone. */
  readonly changedAt: number | null;
  /** Line where the session was told so itself: an edit was refused because the file had changed. */
  readonly toldAt: number | null;
}

/** File systems and agents round their times. */
const slack = 2000;
const mostFiles = 2000;
const changedSince =
  /(?:has been (?:modified|changed)|was (?:modified|changed)|changed on disk).{0,60}(?:since|externally)|modified since read/i;

/** Keeps which files a session has read and when it last knew what they say. */
export function createFileReads() {
  const loaded = new Map<string, LoadedFile>();
  const told = new Map<string, { readonly file: LoadedFile; readonly line: number }>();
  return {
    called(call: ToolCall, result: ToolResult, cwd: string | null, failed: boolean): void {
      if (call.action !== 'read' && call.action !== 'edit' && call.action !== 'write') return;
      const at = result.at ?? call.at;
      for (const name of call.paths) {
        const path = absolutePath(name, cwd);
        const before = loaded.get(path);
        if (failed && before && changedSince.test(result.text.slice(0, 400)))
          told.set(path, { file: before, line: result.line });
        // What was only written was never read; it is known all the same.
        if (failed || at === null || (!before && loaded.size >= mostFiles)) continue;
        loaded.set(path, { path, at, line: result.line });
      }
    },
    /** After a compaction nothing that was read is still there. */
    forget: () => loaded.clear(),
    /**
     * @param changed when a file was last changed, milliseconds since the epoch; null where it is gone
     */
    stale(changed: (path: string) => number | null): StaleRead[] {
      const found = [...loaded.values()].flatMap((file): StaleRead[] => {
        const changedAt = changed(file.path);
        const toldAt = told.get(file.path);
        if (changedAt !== null && changedAt <= file.at + slack) return [];
        return [{ ...file, changedAt, toldAt: toldAt?.line ?? null }];
      });
      const known = new Set(found.map(({ path }) => path));
      const before = [...told].flatMap(([path, { file, line }]): StaleRead[] =>
        known.has(path) ? [] : [{ ...file, changedAt: changed(path), toldAt: line }],
      );
      return [...found, ...before].sort((a, b) => (b.changedAt ?? 0) - (a.changedAt ?? 0));
    },
  };
}
