import type { Anchor } from '../../schema/learning.ts';
import { checkOf, splitCommand } from '../../sessions/command-family.ts';
import type { Entry } from '../entry.ts';
import { codeNames } from '../forge/code-names.ts';
import { countTokens } from './count-tokens.ts';
import { withheldBecause } from './permit.ts';
import { plain, renderItem, sourceOf } from './render.ts';

/**
 * A learning as it is told: its words free of secrets, whether it may be said at all, and the little that decides when. The index
 * holds one for each learning, so that a hook needs neither the rules that made it nor the records behind it.
 */
export interface Telling {
  readonly id: string;
  readonly kind: string;
  readonly sentence: string;
  /** Estimated tokens of the whole item, without what is said of its anchors. */
  readonly tokens: number;
  readonly source: string;
  readonly sessions: readonly string[];
  readonly confidence: number;
  readonly importance: number;
  /** ISO times; null where no record says. */
  readonly firstSeen: string | null;
  readonly lastValidated: string | null;
  readonly pinned: boolean;
  /** Why it must not be put into a session; null where it may. */
  readonly refusal: string | null;
  readonly supersededBy: string | null;
  readonly anchors: readonly Anchor[];
  /** Normalised signatures of the errors it answers. */
  readonly symptoms: readonly string[];
  /** What a linter or formatter minded, and the names that tell of which files. */
  readonly linted: { readonly by: string; readonly names: readonly string[] } | null;
}

/** @param redact takes secrets out of a text */
export function tellingOf(entry: Entry, redact: (text: string) => string): Telling {
  const { learning, state } = entry;
  const telling = {
    id: learning.id,
    kind: learning.kind,
    sentence: redact(sentence(entry)),
    source: sourceOf(entry),
    sessions: state.sessions.map(plain),
    confidence: state.confidence,
    importance: state.importance,
    firstSeen: state.firstSeen,
    lastValidated: state.lastValidated,
    pinned: state.pinned,
    refusal: withheldBecause(entry),
    supersededBy: state.supersededBy,
    // A place that would have to be redacted is not told either.
    anchors: learning.anchors.filter(({ target }) => redact(target) === target),
    symptoms: learning.symptoms,
    linted: lintedOf(entry),
  };
  return { ...telling, tokens: countTokens(renderItem(telling, null, 0)) };
}

function sentence({ learning, state }: Entry): string {
  const statement = plain(learning.statement);
  return state.refuted === null ? statement : `Tried and rejected: ${statement} Because: ${plain(state.refuted)}`;
}

function lintedOf({ learning }: Entry): Telling['linted'] {
  const by = learning.scope.find(isLinter);
  if (by === undefined) return null;
  return { by, names: [...learning.scope, ...codeNames(learning.statement).flatMap((name) => name.split(/\s+/))] };
}

/** A glob, or a file with an ending that is none of a program: no need to take it apart as a command. */
const fileOnly = /^\S*(?:\*|\.(?!(?:exe|cmd|bat|ps1)$)[a-z]\w*)$/i;

function isLinter(place: string): boolean {
  if (fileOnly.test(place)) return false;
  const [command] = splitCommand(place);
  const check = command === undefined ? null : checkOf(command);
  return check === 'lint' || check === 'format';
}
