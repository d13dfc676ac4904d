import { readdirSync } from 'node:fs';

/** The names in a folder, sorted; none where the folder is missing or cannot be read. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
