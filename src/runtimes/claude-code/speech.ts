import type { SessionEvent, UserChannel } from '../../sessions/event.ts';
import { stripInjected } from '../../sessions/fence.ts';
import { clipText, textLimits } from '../../sessions/text.ts';
import { type UserWords, userWords } from '../../sessions/user-words.ts';
import type { RecordPlace } from './records.ts';
import { partsOfUserText } from './user-text.ts';

/** How many queued messages are remembered until they arrive. */
const remembered = 32;

export interface SpeechCarry {
  readonly waiting: readonly string[];
  readonly held: { readonly text: string; readonly place: RecordPlace } | null;
  readonly shellCall: string | null;
  readonly working: boolean;
}

/**
 * What people say to Claude Code, through whatever channel, told once. A message typed while the agent works is recorded
 * when typed and again when it arrives, as a prompt or as an attachment; the words behind a slash command are often
 * repeated as a prompt of their own.
 */
export function createSpeech(carried: SpeechCarry | undefined, tell: (event: SessionEvent) => void) {
  const waiting: string[] = [...(carried?.waiting ?? [])];
  let held = carried?.held ?? null;
  let shellCall = carried?.shellCall ?? null;
  let working = carried?.working ?? false;

  const say = (
    { text, pasted }: UserWords,
    channel: UserChannel,
    place: RecordPlace,
    more: { question?: string; callId?: string } = {},
  ) => {
    if (!text && !pasted) return;
    const { question = null, callId = null } = more;
    tell({ type: 'user', ...place, channel, text, pasted, question, callId });
    if (channel === 'prompt') working = true;
  };

  /** Tells the words behind a slash command, unless the prompt that follows repeats them. */
  const release = (next = '') => {
    if (held && !next.startsWith(held.text.slice(0, 80))) say(userWords(held.text), 'prompt', held.place);
    held = null;
  };

  const runByUser = (command: string, place: RecordPlace) => {
    shellCall = `user-shell-${place.line}`;
    const clipped = clipText(command, textLimits.command);
    const call = { callId: shellCall, tool: '!', action: 'shell', command: clipped, paths: [], detail: null } as const;
    tell({ type: 'tool_call', ...place, ...call });
  };

  const printedForUser = (text: string, failed: boolean, place: RecordPlace) => {
    if (!shellCall) return;
    const shown = clipText(stripInjected(text), textLimits.result);
    tell({ type: 'tool_result', ...place, callId: shellCall, text: shown, failed: failed || null, exitCode: null });
    shellCall = null;
  };

  /** Takes what was queued out of an arriving prompt, and returns what is new in it. */
  const arrive = (prompt: string): string => {
    let text = prompt.trim();
    for (let i = 0; i < waiting.length && text !== ''; i++) {
      const queued = waiting[i] ?? '';
      if (text !== queued && !(queued.length >= 12 && text.includes(queued))) continue;
      text = text === queued ? '' : text.replace(queued, () => '').trim();
      waiting.splice(i--, 1);
    }
    return text;
  };

  return {
    /** The text of a `user` record. */
    prompt(raw: string, place: RecordPlace) {
      const fresh = arrive(raw);
      if (fresh === '') working = true;
      for (const part of fresh === '' ? [] : partsOfUserText(fresh)) {
        if (part.kind === 'interrupt') {
          release();
          tell({ type: 'interrupt', ...place });
          working = false;
        } else if (part.kind === 'command') runByUser(part.command, place);
        else if (part.kind === 'output') printedForUser(part.text, part.failed, place);
        else if (part.kind === 'arguments') {
          release();
          held = { text: part.text, place };
        } else {
          release(part.words.text);
          say(part.words, 'prompt', place);
        }
      }
    },
    /** What the user typed into the queue; notices of background tasks and bare commands go there too. */
    queued(content: string, place: RecordPlace) {
      const text = content.trim();
      if (text === '' || isNotice(text)) return;
      waiting.push(text);
      if (waiting.length > remembered) waiting.shift();
      say(userWords(text), working ? 'queued' : 'prompt', place);
    },
    /** A queued message that reached the agent between two of its steps. */
    delivered(content: string, place: RecordPlace) {
      const fresh = arrive(content);
      if (fresh !== '' && !isNotice(fresh)) say(userWords(fresh), 'queued', place);
    },
    refusal: (words: string, callId: string, place: RecordPlace) =>
      say(userWords(words), 'rejection', place, { callId }),
    answer: (answer: string, question: string, callId: string, place: RecordPlace) =>
      say(userWords(answer), 'answer', place, { question, callId }),
    /** The agent took a step, or ended its turn. */
    agentActed(ended: boolean) {
      release();
      working = !ended;
    },
    carry: (): SpeechCarry => ({ waiting: [...waiting], held, shellCall, working }),
  };
}

function isNotice(text: string): boolean {
  return text.startsWith('<task-notification') || /^\{"task_id":/.test(text) || /^\/[\w:-]+$/.test(text);
}
