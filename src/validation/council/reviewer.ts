/** Where a reviewer works: a place of its own that is thrown away, with nothing of the others in it. */
export interface ReviewPlace {
  readonly folder: string;
  /** For its temporary files, and for those that its program is handed. */
  readonly temporary: string;
  readonly timeoutMs: number;
}

/** What came of asking: words, or why there are none. */
export type Said =
  | { readonly text: string; readonly model: string | null; readonly session: string | null }
  | { readonly absent: string };

/** Somebody who can be asked to review: the port of agents, endpoints and programs of a person's own. */
export interface Reviewer {
  readonly name: string;
  /** `agent:<name>` */
  readonly by: string;
  /** The model that it was called for with, where its answers name none. */
  readonly model: string | null;
  /** Whether it can look into the files of the change. */
  readonly readsFiles: boolean;
  ask(prompt: string, place: ReviewPlace): Promise<Said>;
}
