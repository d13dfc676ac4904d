import { type Fields, fieldsOf, listOf, textOf } from '../../base/json-value.ts';
import { insideTag, stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';

export interface ResultShape {
  readonly text: string;
  readonly failed: boolean | null;
  readonly exitCode: number | null;
  /** Moved to the background: how it ends, another record says, if any. */
  readonly running?: true;
}

/**
 * What a tool printed and how it ended. The structured copy (`toolUseResult`) says more than the text block: standard
 * output whole, interruptions, commands that were moved to the background.
 */
export function shapeResult(block: Fields, structured: unknown, isShell: boolean): ResultShape {
  const shown = blockText(block['content']);
  const fields = fieldsOf(structured);
  const printed = [textOf(fields['stdout']), textOf(fields['stderr'])].filter((part) => part !== null).join('\n');
  const text = stripInjected(insideTag(shown, 'tool_use_error') ?? (printed || shown));
  const flagged = block['is_error'] === true || fields['is_error'] === true;
  const background = textOf(fields['backgroundTaskId']) !== null;
  const failed = flagged || fields['interrupted'] === true ? true : background ? null : false;
  const stated = exitLine.exec(shown) ?? exitLine.exec(textOf(structured) ?? '');
  // Some codes of searches and comparisons are answers; then only the interpretation is recorded.
  const succeeded = isShell && failed === false && textOf(fields['returnCodeInterpretation']) === null;
  return {
    text: clipText(text, textLimits.result),
    failed,
    exitCode: stated ? Number(stated[1]) : succeeded ? 0 : null,
    ...(failed === null && { running: true as const }),
  };
}

const exitLine = /^(?:Error: )?Exit code (\d{1,3})\b/;

/** The text of a message's content; images become markers. */
export function blockText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map(
      (block) => textOf(block['text']) ?? (block['type'] === 'image' ? '[image]' : (textOf(block['tool_name']) ?? '')),
    )
    .filter((part) => part !== '')
    .join('\n');
}

/** What the user said when they refused a tool call, or null when this is no refusal; empty when they gave no words. */
export function refusalWords(text: string): string | null {
  if (!/^(?:Error: )?The user doesn't want to (?:proceed with this tool use|take this action)/.test(text)) return null;
  const at = text.search(/the user said:\s/i);
  if (at < 0) return '';
  const words = text.slice(text.indexOf(':', at) + 1);
  const note = words.search(/\n\nNote: The user's next message may contain/);
  return (note < 0 ? words : words.slice(0, note)).trim();
}

export interface Answer {
  readonly question: string;
  readonly answer: string;
}

/** The user's answers to the agent's questions: structured where the version keeps them so, else from the text. */
export function answersOf(shown: string, structured: unknown): readonly Answer[] {
  const fields = fieldsOf(structured);
  const notes = fieldsOf(fields['annotations']);
  const answers = Object.entries(fieldsOf(fields['answers'])).map(([question, answer]) => {
    const note = textOf(fieldsOf(notes[question])['notes']);
    const said = Array.isArray(answer) ? answer.join(', ') : String(answer);
    // What was typed as the answer comes again as its note.
    return { question, answer: note && note.trim() !== said.trim() ? `${said} (${note})` : said };
  });
  if (answers.length > 0) return answers;
  if (!/^(?:User has answered your questions|Your questions have been answered)/.test(shown)) return [];
  return [...shown.matchAll(/"([^"]{1,2000})"="([^"]{0,4000})"/g)].map((pair) => ({
    question: pair[1] ?? '',
    answer: pair[2] ?? '',
  }));
}
