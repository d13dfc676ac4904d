import type { SessionEvent, ToolCall, UserTurn } from './event.ts';

const longestWords = 60;

/** Words with which people push back; one sign among several, never enough alone. */
const pushesBack =
  /(?:^|[\s,.;])(?:no|nope|not|never|don['’]?t|doesn['’]?t|didn['’]?t|isn['’]?t|can['’]?t|shouldn['’]?t|won['’]?t|stop|wrong|still|instead|but|why|revert|undo|again|broken|missing|gone|fails?|failing|should(?: be| have)?|rather|actually|seems|wait|too|only|unnecessary|no longer|forgot|noch|nicht|falsch|statt|pas|no funciona|不|错|違)(?:$|[\s,.;:!?])/i;

/** How agents begin when they give in. */
const agrees =
  /^(?:you['’]?re (?:absolutely |completely )?(?:right|correct)|you are (?:absolutely )?(?:right|correct)|good (?:point|catch|call)|great (?:point|catch)|my (?:mistake|apologies|bad)|apologies|sorry|fair (?:point|enough)|agreed|ah[,!. ]|oh[,!. ]|right[,.]|correct[,.]|indeed)/i;

/** Bare prompts that ask for the next step. */
const bare =
  /^(?:(?:please |ok(?:ay)?,? |yes,? |now )*(?:yes|yep|ok(?:ay)?|sure|go(?: ahead| on)?|fix(?: it| all| both| them| everything)?|continue|proceed|commit|push|merge|do it|thanks?(?: you)?|next|lgtm)(?: (?:it|this|that|then|now|them|please|and push|ahead|changes))*[.! ]*)$/i;

interface Waiting {
  readonly turn: UserTurn;
  /** Words that push back, a refusal, an interruption. */
  said: number;
  /** The agent gave in. */
  agreed: boolean;
  /** It edited again what it had edited before. */
  redone: boolean;
  /** Whether the agent's first words after the turn are still to come. */
  unanswered: boolean;
}

/**
 * Finds the turns in which the user set the agent right: short, after work, and borne out by what came next. Signs are
 * words that push back, an interruption or a refusal, the agent giving in, and files edited again; two are needed.
 */
export function createCorrections() {
  const found: UserTurn[] = [];
  const edited = new Set<string>();
  let worked = false;
  let stopped = false;
  let waiting: Waiting | null = null;

  const settle = () => {
    if (waiting && waiting.said + Number(waiting.agreed) + Number(waiting.redone) >= 2) found.push(waiting.turn);
    waiting = null;
  };

  const user = (turn: UserTurn) => {
    settle();
    const words = turn.text.split(/\s+/).length;
    const asked = turn.channel !== 'answer' && turn.text !== '' && words <= longestWords && !bare.test(turn.text);
    if (asked && (worked || turn.channel === 'rejection')) {
      const said = (pushesBack.test(turn.text) ? 1 : 0) + (turn.channel === 'rejection' ? 2 : 0) + (stopped ? 1 : 0);
      waiting = { turn, said, agreed: false, redone: false, unanswered: true };
    }
    stopped = false;
  };

  const call = ({ action, paths }: ToolCall) => {
    if (action === 'edit' || action === 'write') {
      if (waiting && paths.some((path) => edited.has(path))) waiting.redone = true;
      for (const path of paths) edited.add(path);
      worked = true;
    } else if (action === 'shell' || action === 'agent') worked = true;
  };

  return {
    take(event: SessionEvent) {
      if (event.sidechain) return;
      if (event.type === 'user') user(event);
      else if (event.type === 'interrupt') stopped = worked;
      else if (event.type === 'tool_call') call(event);
      else if (event.type === 'assistant' && waiting?.unanswered) {
        waiting.unanswered = false;
        waiting.agreed = agrees.test(event.text);
      }
    },
    /** The turns found so far, oldest first; complete when all events were taken. */
    done(): readonly UserTurn[] {
      settle();
      return found;
    },
  };
}
