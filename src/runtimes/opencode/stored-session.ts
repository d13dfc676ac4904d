import type { Fields } from '../../base/json-value.ts';

/** A session as OpenCode stores it, from whichever place: its database, an export, the folders of old versions. */
export interface StoredSession {
  /** The session's own record, under the names of an export. */
  readonly info: Fields;
  /** Messages in their order, read one by one. */
  readonly messages: Iterable<StoredMessage>;
}

export interface StoredMessage {
  readonly id: string;
  readonly info: Fields;
  /** Parts in their order; null for one that was too large or garbled. */
  readonly parts: Iterable<StoredPart | null>;
}

export interface StoredPart {
  readonly id: string;
  readonly data: Fields;
}
