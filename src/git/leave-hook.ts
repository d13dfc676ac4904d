/**
 * Takes what git tells its hooks of one checkout out of the environment: whoever goes through several would otherwise be told
 * of that one everywhere, and write to its index. What is found from the current folder is the same repository.
 */
export function leaveHook(): void {
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_PREFIX'])
    delete process.env[name];
}
