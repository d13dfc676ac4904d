import type { Learning } from '../../schema/learning.ts';
import { commandFamily } from '../../sessions/command-family.ts';
import { adviceOf } from './advice.ts';
import { advisedCommand } from './advised-command.ts';
import { isAtFile } from './place.ts';
import { quoteCommands } from './quote-commands.ts';
import { quotedSpans } from './quoted-span.ts';
import type { SessionFacts } from './session-facts.ts';

/**
 * Whether a session had an occasion for a learning whose advice can be seen when it is taken: one of its files was
 * edited, or a command it is about (not the one it advises: that would be taking the advice) was run.
 */
export function hadOccasion(learning: Learning, facts: SessionFacts): boolean {
  const { commands, orders, terms, together, files } = adviceOf(learning);
  if (commands.length + orders.length + terms.length + together.length === 0) return false;
  const advised = new Set(commands.map(({ text }) => text));
  const about = [
    ...learning.anchors.filter(({ type }) => type === 'command').map(({ target }) => target),
    ...learning.scope.filter((place) => /\s/.test(place)),
    ...quotedSpans(quoteCommands(learning.statement)).map(({ text }) => text),
  ].filter((text) => !advised.has(text) && advisedCommand(text) !== null);
  if (about.some((command) => facts.families.has(commandFamily(command) ?? ''))) return true;
  const edited = [...facts.editedFiles];
  return files.some((file) => edited.some((path) => isAtFile(path, file)));
}
