import { systemCode } from './errors.ts';
import { readUnlessDevice } from './text-file.ts';

/** A file's text, or why there is none and what to do about it, in words for a list of problems. */
export function textOrProblem(path: string): { readonly text: string } | { readonly problem: string } {
  try {
    return { text: readUnlessDevice(path).toString('utf8') };
  } catch (error) {
    const code = systemCode(error) ?? 'it is a device';
    const why = code === 'EISDIR' ? 'it is a folder' : code === 'ENOENT' ? 'it points to nothing' : code;
    return { problem: `it cannot be read: ${why}; mend its permissions, or restore it from git` };
  }
}
