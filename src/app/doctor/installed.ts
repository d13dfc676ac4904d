import { readText } from '../../base/text-file.ts';
import { quote } from '../../runtimes/hook-command.ts';
import type { InstallScope } from '../../runtimes/installer.ts';
import { jsonValue } from '../../runtimes/settings/json-tree.ts';
import { isMarked, type Part } from '../../runtimes/settings/part.ts';
import type { InstalledFile } from '../../schema/install.ts';
import { readInstallRecord, recordPath } from '../install/record.ts';
import { agentOf } from '../install/targets.ts';
import type { Workspace } from '../workspace.ts';

/** What was installed for one agent at one place. */
export interface InstalledAgent {
  readonly agent: string;
  /** Whose settings it is in. */
  readonly scope: InstallScope;
  /** Which `init` wrote it there: that of a project puts into the person's own settings what the project has no place for. */
  readonly by: InstallScope;
  readonly files: readonly InstalledFile[];
  readonly instructions: boolean;
}

/** What the records say is installed, for this checkout and for the person. */
export function installedAgents(workspace: Workspace): InstalledAgent[] {
  return (['project', 'user'] as const).flatMap((scope) => {
    const { files } = readInstallRecord(recordPath(workspace, scope), workspace.root);
    // What another checkout put into the person's own settings is that one's matter.
    const isHere = (owner: string) => !owner.includes(' for ') || owner.endsWith(` for ${workspace.root}`);
    const here = files.filter(({ root }) => root === null || root === workspace.root);
    const owners = new Set(here.flatMap(({ parts }) => parts.flatMap((part) => part.owners.filter(isHere))));
    // Git's own files are no agent's.
    const agents = [...owners].filter((owner) => owner !== 'git' && agentOf(owner) !== 'protect');
    return agents.map((owner) => {
      const own = here.filter(({ parts }) => parts.some((part) => part.owners.includes(owner)));
      const parts = own.flatMap((file) => file.parts);
      return {
        agent: agentOf(owner),
        scope,
        by: owner === agentOf(owner) ? scope : 'project',
        files: own,
        instructions: parts.some(({ what, owners: all }) => what === 'instructions' && all.includes(owner)),
      };
    });
  });
}

/** A hook as it stands in a file now. */
export interface InstalledHook {
  readonly event: string;
  /** A line for `sh -c`. */
  readonly command: string;
  readonly file: string;
}

const pluginProgram = /^const program = (\[.*\]);$/m;

/** The hooks of an agent that are in its files now, in whatever form it keeps them; also those that are there twice. */
export function hooksIn(agent: string, path: string, events: readonly string[]): InstalledHook[] {
  const text = readText(path);
  if (text === null) return [];
  if (agent === 'cline') {
    const event = path.slice(path.lastIndexOf('/') + 1);
    return events.includes(event) ? [{ event, command: quote(path), file: path }] : [];
  }
  if (agent === 'opencode') {
    const program = pluginProgram.exec(text)?.[1];
    if (program === undefined) return [];
    const words = (JSON.parse(program) as string[]).map(quote).join(' ');
    return events.map((event) => ({ event, command: `${words} opencode ${event}`, file: path }));
  }
  const strings = stringsOf(jsonValue(text));
  return events.flatMap((event) =>
    strings.filter((value) => isMarked(value, `${agent} ${event}`)).map((command) => ({ event, command, file: path })),
  );
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}

/** Absolute paths that an installed part names: the Node, the program, the hook. */
export function pathsIn(part: Part): string[] {
  const texts = part.kind === 'file' ? textsOfFile(part.content) : stringsOf(part);
  const paths = texts
    .flatMap((text) => (named.test(text) ? [text] : shellWords(text)))
    .filter((word) => named.test(word));
  return [...new Set(paths)];
}

const named = /^(?:[A-Za-z]:\\|\/)[^\n]*[\\/](?:hook\.(?:cjs|sh)|twelvefold\.mjs|node(?:\.exe)?)$/;

/** What a file of ours has in it: the strings of JSON, the program of a plugin, the lines of a script. */
function textsOfFile(content: string): string[] {
  const program = pluginProgram.exec(content)?.[1];
  if (program) return JSON.parse(program) as string[];
  return content.startsWith('{') ? stringsOf(jsonValue(content)) : content.split('\n');
}

/** The words of a command line as the shell takes them, for the few ways of quoting that we write. */
function shellWords(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, single, double, plain) => single ?? double ?? plain),
  );
}
