import { readFileSync } from 'node:fs';
import { fieldsOf } from '../../base/json-value.ts';
import { knowledgeTag } from '../../sessions/fence.ts';

/** A part of its own: see `HookParts`. */
export interface PhaseGuard {
  readonly refusalOf: typeof refusalOf;
}

/** Why an edit is not made, for the model and in one line for the person. */
export interface Refusal {
  readonly reason: string;
  readonly notice: string;
}

/**
 * What holds an edit back in a session that finds out or plans.
 * @param file where the session's phase is noted
 * @param paths the files it is about to change, from the root
 * @returns null where nothing but records is changed
 */
export function refusalOf(file: string, paths: readonly string[]): Refusal | null {
  const source = paths.filter((path) => !path.startsWith('.agents/'));
  if (source.length === 0) return null;
  const { item, phase, document } = fieldsOf(JSON.parse(readFileSync(file, 'utf8')));
  const named = source.slice(0, 3).join(', ') + (source.length > 3 ? ' …' : '');
  const lines = [
    `Not changed: ${named}. This session is in the ${phase} of work item ${item}, and until that is built only .agents/ is changed.`,
    `Write what you found into ${document}; \`twelvefold ${phase} lint ${item}\` says what is missing. A fresh session builds it, from \`twelvefold brief ${item}\`.`,
    `\`twelvefold work claim ${item}\` builds it in this one; \`twelvefold work release ${item}\` leaves the item alone. Either ends this.`,
  ];
  return {
    reason: [`<${knowledgeTag} point="phase">`, ...lines, `</${knowledgeTag}>`].join('\n'),
    notice: `twelvefold kept the agent from changing ${named} in the ${phase} of ${item}`,
  };
}
