/** Where a repository is hosted. */
export const forges = ['github', 'gitlab'] as const;
export type Forge = (typeof forges)[number];

/** The checks that a change must pass, by the kind of their gates; the jobs of the CI recipe have these names. */
export const requiredChecks = ['tests', 'lint', 'security'] as const;

/** With them the job that runs all gates, the ratchets and the ledger: the others only tell what it found of their kind. */
const requiredJobs = ['gates', ...requiredChecks] as const;

/**
 * The rules of a protected branch, as the forge's own interface takes them: no direct push, no force, no deletion, a linear
 * history, the required checks, one review, which a new commit makes void.
 * @param branch the default branch
 */
export function branchRules(forge: Forge, branch: string): unknown {
  return forge === 'github' ? github : gitlab(branch);
}

/** The body of `POST /repos/{owner}/{repo}/rulesets`. */
const github = {
  name: 'twelvefold: protected default branch',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    { type: 'required_linear_history' },
    {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: true,
        required_review_thread_resolution: true,
      },
    },
    {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: requiredJobs.map((context) => ({ context })),
      },
    },
  ],
};

/** One call of GitLab's interface after the other. Approvals that are required need one of its paid tiers. */
function gitlab(branch: string): unknown {
  return {
    calls: [
      {
        method: 'POST',
        path: '/projects/:id/protected_branches',
        // 0: nobody, 40: maintainers. A protected branch cannot be deleted by a push.
        body: { name: branch, push_access_level: 0, merge_access_level: 40, allow_force_push: false },
      },
      {
        method: 'PUT',
        path: '/projects/:id',
        body: {
          merge_method: 'ff',
          only_allow_merge_if_pipeline_succeeds: true,
          allow_merge_on_skipped_pipeline: false,
          only_allow_merge_if_all_discussions_are_resolved: true,
        },
      },
      {
        method: 'POST',
        path: '/projects/:id/approval_rules',
        body: { name: 'review', approvals_required: 1, applies_to_all_protected_branches: true },
      },
      {
        method: 'POST',
        path: '/projects/:id/approvals',
        body: { reset_approvals_on_push: true, merge_requests_author_approval: false },
      },
    ],
    // The pipeline must succeed, so each of its jobs is required: these have to be among them.
    required_jobs: requiredJobs,
  };
}
