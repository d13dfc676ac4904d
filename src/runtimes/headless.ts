/** What an agent is asked besides the prompt, which it gets on standard input. */
export interface HeadlessAsk {
  /** Null for the model that it takes by itself. */
  readonly model: string | null;
  /** JSON Schema of the answer, and a file with it. */
  readonly schema: object;
  readonly schemaFile: string;
  /** Where it may write its answer. */
  readonly answerFile: string;
}

/** What it printed and wrote. */
export interface HeadlessOutput {
  readonly stdout: string;
  /** Both streams. */
  readonly output: string;
  /** What is in the answer's file; null where there is none. */
  readonly answer: string | null;
}

export interface HeadlessAnswer {
  readonly text: string;
  /** As it names it; null where it does not. */
  readonly model: string | null;
  readonly session: string | null;
}

/**
 * How an agent is asked one thing without a person, reading and changing nothing: the port that an agent implements in
 * `headless.ts`. What its program is called stands in `install.ts`.
 */
export interface HeadlessAgent {
  readonly agent: string;
  args(ask: HeadlessAsk): readonly string[];
  /**
   * Files and folders of a checkout that it obeys: instructions, settings, hooks, servers. Names, or ends of paths; a reviewer
   * gets none of them, for whoever wrote the change may have written them.
   */
  readonly obeys: readonly string[];
  /** What its environment has besides the person's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Null where it gave no answer that can be read. */
  read(output: HeadlessOutput): HeadlessAnswer | null;
}
