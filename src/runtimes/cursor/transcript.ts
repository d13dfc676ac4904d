import { basename, dirname, join } from 'node:path';
import { namesIn } from '../../sessions/find-files.ts';
import type { TranscriptFile, TranscriptReader } from '../../sessions/reader.ts';
import { readRecords } from '../../sessions/reading.ts';
import { folderOfProject } from './project-folder.ts';
import { createRecordMapper, type FilePlace } from './records.ts';
import { stampIn } from './user-text.ts';

const agent = 'cursor';

/**
 * Reads the transcripts of Cursor's agent, in the editor and on the command line:
 * `projects/<project>/agent-transcripts/<session>/<session>.jsonl`, and those of sub-agents in `subagents` beside it.
 */
export const cursorReader: TranscriptReader = {
  agent,
  title: 'Cursor',
  folders: ({ home, env }) => [join(env['CURSOR_CONFIG_DIR'] || join(home, '.cursor'), 'projects')],
  *find(place) {
    for (const projects of cursorReader.folders(place))
      for (const project of namesIn(projects)) {
        const transcripts = join(projects, project, 'agent-transcripts');
        for (const name of namesIn(transcripts)) yield* transcriptsIn(join(transcripts, name), name);
      }
  },
  recognises: (path, head) =>
    /[\\/]agent-transcripts[\\/].+\.jsonl$/.test(path) ||
    /^\s*\{"role":"(?:user|assistant)","message":\{"content":/.test(head),
  glance(path, head) {
    const { id, parent, cwd } = placeOf(path);
    return { id, cwd, start: parent === null ? stampIn(head) : null, subagentOf: parent, remote: null, commit: null };
  },
  read: (path, from) =>
    readRecords(path, from, (start) => createRecordMapper(placeOf(path), start), {
      lacks: ['times', 'tokens', 'the model', 'tool results', 'exit codes'],
    }),
};

function* transcriptsIn(path: string, name: string): Generator<TranscriptFile> {
  if (name.endsWith('.jsonl')) yield { path, agent };
  else if (!name.includes('.')) {
    for (const own of namesIn(path)) if (own.endsWith('.jsonl')) yield { path: join(path, own), agent };
    for (const child of namesIn(join(path, 'subagents')))
      if (child.endsWith('.jsonl')) yield { path: join(path, 'subagents', child), agent };
  }
}

function placeOf(path: string): FilePlace {
  const folder = dirname(path);
  const parent = basename(folder) === 'subagents' ? basename(dirname(folder)) : null;
  const project = /[\\/]([^\\/]+)[\\/]agent-transcripts[\\/]/.exec(path)?.[1];
  return { id: basename(path, '.jsonl'), parent, cwd: project === undefined ? null : folderOfProject(project) };
}
