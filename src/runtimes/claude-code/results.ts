import { insideTag, stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface ResultShape {
  readonly text: string;
  readonly failed: boolean | null;
  readonly exitCode: number | null;
}

/**
 * What a tool printed and how it ended. The structured copy (`toolUseResult`) says more than the text block: standard
 * output whole, interruptions, commands that were moved to the background.
 */
export function shapeResult(block: Fields, structured: unknown, isShell: boolean): ResultShape {
  const shown = blockText(block['content']);
  const fields: Fields =
    typeof structured === 'object' && structured !== null && !Array.isArray(structured) ? (structured as Fields) : {};
  const printed =
    typeof fields['stdout'] === 'string'
      ? [fields['stdout'], fields['stderr']].filter((part) => typeof part === 'string' && part !== '').join('\n')
      : '';
  const text = stripInjected(insideTag(shown, 'tool_use_error') ?? (printed || shown));
  const flagged = block['is_error'] === true || fields['is_error'] === true;
  const background = typeof fields['backgroundTaskId'] === 'string';
  const failed = flagged || fields['interrupted'] === true ? true : background ? null : false;
  const stated =
    /^(?:Error: )?Exit code (\d{1,3})\b/.exec(shown) ??
    /^Error: Exit code (\d{1,3})\b/.exec(typeof structured === 'string' ? structured : '');
  const certain = isShell && failed === false && typeof fields['returnCodeInterpretation'] !== 'string';
  return { text: clipText(text, textLimits.result), failed, exitCode: stated ? Number(stated[1]) : certain ? 0 : null };
}

/** The text of a message's content; images and other blocks become markers. */
export function blockText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as readonly unknown[])
    .map((item) => {
      const block = (typeof item === 'object' && item !== null ? item : {}) as Fields;
      if (typeof block['text'] === 'string') return block['text'];
      if (block['type'] === 'image') return '[image]';
      return block['type'] === 'tool_reference' ? String(block['tool_name'] ?? '') : '';
    })
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
  const fields: Fields = typeof structured === 'object' && structured !== null ? (structured as Fields) : {};
  const answers = fields['answers'];
  if (typeof answers === 'object' && answers !== null && !Array.isArray(answers)) {
    const notes = (
      typeof fields['annotations'] === 'object' && fields['annotations'] !== null ? fields['annotations'] : {}
    ) as Fields;
    return Object.entries(answers).map(([question, answer]) => {
      const note = (notes[question] as Fields | undefined)?.['notes'];
      const said = Array.isArray(answer) ? answer.join(', ') : String(answer);
      return { question, answer: typeof note === 'string' && note ? `${said} (${note})` : said };
    });
  }
  if (!/^(?:User has answered your questions|Your questions have been answered)/.test(shown)) return [];
  return [...shown.matchAll(/"([^"]{1,2000})"="([^"]{0,4000})"/g)].map((pair) => ({
    question: pair[1] ?? '',
    answer: pair[2] ?? '',
  }));
}
