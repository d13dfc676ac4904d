/** Folders of records: committing a verdict, or what a session taught, does not change what was validated. */
export const recordFolders = [
  ...[
    'learnings',
    'records',
    'usage',
    'work',
    'research',
    'plans',
    'decisions',
    'handoffs',
    'failures',
    'verdicts',
    'councils',
    'ledger',
  ],
].map((name) => `.agents/${name}`);

/** Whether a path lies in one of them. */
export function isRecord(path: string): boolean {
  return recordFolders.some((folder) => path.startsWith(`${folder}/`));
}
