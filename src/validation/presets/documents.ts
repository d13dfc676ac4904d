import type { PresetFile, PresetFinding, PresetResult } from './finding.ts';
import { proseOf } from './prose.ts';

/** Whether each document has so many words; code and comments are none. */
export function checkLength(files: readonly PresetFile[], { min, max }: { min: number; max: number }): PresetResult {
  const findings = files.flatMap(({ path, text }): PresetFinding[] => {
    const words = proseOf(text).match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
    if (words < min) return [{ path, line: 1, text: `${words} words, at least ${min} are wanted` }];
    return words > max ? [{ path, line: 1, text: `${words} words, at most ${max} are wanted` }] : [];
  });
  return { checked: files.length, findings };
}

/** Whether a person has ticked every box of their checklists. */
export function checkChecklist(files: readonly PresetFile[]): PresetResult {
  let checked = 0;
  const findings = files.flatMap(({ path, text }): PresetFinding[] => {
    const boxes = proseOf(text)
      .split('\n')
      .flatMap((line, index) => {
        const box = /^\s*(?:[-*+]|\d+[.)])\s+\[([^\]])\]\s+(.*)$/s.exec(line);
        return box ? [{ line: index + 1, ticked: /[xX]/.test(box[1] ?? ''), text: (box[2] ?? '').trim() }] : [];
      });
    checked += boxes.length;
    if (boxes.length === 0) return [{ path, line: 1, text: 'there is no box to tick in it' }];
    return boxes.flatMap(({ line, ticked, text: words }) =>
      ticked ? [] : [{ path, line, text: `not ticked: ${words}` }],
    );
  });
  return { checked, findings };
}
