/** A piece of work as another tracker tells it. */
export interface ImportedItem {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly criteria: readonly string[];
  readonly depends: readonly string[];
  readonly parent: string | null;
  readonly labels: readonly string[];
  readonly priority: number;
  /** ISO time; null where the source has none. */
  readonly created: string | null;
  /** How it was closed there; null while it is open. */
  readonly closed: { readonly at: string | null; readonly reason: string } | null;
}

export interface ImportReading {
  readonly items: readonly ImportedItem[];
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

/** A number for a priority of 0 to 4; the middle for anything else. */
export function priorityOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 4 ? value : 2;
}

/** An ISO time in the form of every time on disk, or null. */
export function timeText(value: unknown): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The bullets of a text. */
export function bullets(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const item = /^\s*(?:[-*]|\d+[.)])\s+(?:\[[ xX]\]\s*)?(\S.*)$/.exec(line)?.[1];
    return item === undefined ? [] : [item.trim()];
  });
}
