/** Where knowledge lies, as plain folders. None of them needs to exist. */
export interface KnowledgeRoots {
  /** The top of the checkout, for hand-written `learnings.md` files and for relative paths. */
  readonly root: string;
  /** `.agents`: published, in git. */
  readonly shared: string;
  /** Beside the repository: observations and pools, shared by its worktrees. */
  readonly local: string;
  /** The person's own, for every repository. */
  readonly personal: string;
}
