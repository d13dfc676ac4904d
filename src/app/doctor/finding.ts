/** One link of the chain and how it is. */
export interface Finding {
  /** What was looked at, in a word that stays the same. */
  readonly check:
    | 'installed'
    | 'file'
    | 'node'
    | 'program'
    | 'hook'
    | 'server'
    | 'trust'
    | 'off'
    | 'double'
    | 'folder'
    | 'knowledge'
    | 'index'
    | 'spool'
    | 'log'
    | 'configuration'
    | 'instructions';
  readonly agent: string | null;
  /** Advice is what a person may want to know; only a problem makes the chain break. */
  readonly state: 'ok' | 'problem' | 'advice';
  readonly text: string;
  /** What to do; null where nothing is to be done. */
  readonly fix: string | null;
  /** Whether `--fix` does it. */
  readonly fixable: boolean;
}

type Place = Pick<Finding, 'check' | 'agent'>;

export function fine(place: Place, text: string): Finding {
  return { ...place, state: 'ok', text, fix: null, fixable: false };
}

export function problem(place: Place, text: string, fix: string | null, fixable = false): Finding {
  return { ...place, state: 'problem', text, fix, fixable };
}

export function advice(place: Place, text: string, fix: string | null): Finding {
  return { ...place, state: 'advice', text, fix, fixable: false };
}
