/** Something in the knowledge files that a person should mend; everything around it goes on working. */
export interface KnowledgeProblem {
  /** The file, from the repository's root where it lies inside it. */
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
  /** What is wrong and the way out. */
  readonly problem: string;
  /** The command that mends it, where one does. */
  readonly mend?: string;
}
