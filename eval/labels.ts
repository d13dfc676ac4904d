import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The transcripts of each labelled repository. Their order in time is found by the program itself. */
export function labelledTranscripts(labels: string): { name: string; transcripts: string[] }[] {
  const gold = join(labels, 'gold');
  return readdirSync(gold)
    .filter((file) => file.endsWith('.learnings.jsonl'))
    .sort()
    .map((file) => {
      const name = file.split('.')[0] ?? file;
      const sessions = new Set<string>();
      for (const kind of ['learnings', 'queries'])
        for (const line of readFileSync(join(gold, `${name}.${kind}.jsonl`), 'utf8').split('\n')) {
          const session = line.trim() === '' ? null : (JSON.parse(line) as { session: string | null }).session;
          if (session) sessions.add(session);
        }
      return { name, transcripts: [...sessions].flatMap((session) => transcriptOf(labels, session)) };
    });
}

function transcriptOf(labels: string, session: string): string[] {
  const folders = readdirSync(join(labels, 'sessions'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const path = folders
    .map((folder) => join(labels, 'sessions', folder.name, `${session}.jsonl`))
    .find((p) => existsSync(p));
  return path === undefined ? [] : [path];
}
