import type { HookPlace } from './hook-command.ts';
import type { Part } from './settings/part.ts';

/** Whose settings are written: this checkout's, or the person's own for all their work. */
export type InstallScope = 'project' | 'user';

/** Where settings lie; an installer reads nothing but what `read` gives. */
export interface SettingsPlace {
  readonly scope: InstallScope;
  /** Top of the checkout. */
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file, or null. */
  read(path: string): string | null;
}

/** The same, with what is installed. */
export interface InstallPlace extends SettingsPlace {
  readonly hook: HookPlace;
  /** Absolute path of `bin/twelvefold.mjs`. */
  readonly program: string;
}

/** Parts for one file. */
export interface FileParts {
  readonly path: string;
  readonly parts: readonly Part[];
}

/** Whether what was installed will run, as far as the agent's own files tell. */
export interface Standing {
  /** Why hooks do not run at all: one sentence each that names the file. */
  readonly off: readonly string[];
  /** Whether the agent trusts this folder; null where its files do not tell. */
  readonly trusted: boolean | null;
}

/** How twelvefold is put into an agent's settings: the port that every agent with hooks implements in `install.ts`. It writes nothing. */
export interface Installer {
  readonly agent: string;
  readonly title: string;
  /** Names its program has on the PATH. */
  readonly programs: readonly string[];
  /** A project's settings are read in the very folder that it is started in, and in none above it. */
  readonly readsWhereStarted?: true;
  /** The folder of the person's own settings, whose being there tells that the agent is used. */
  settings(place: Pick<InstallPlace, 'home' | 'env'>): string;
  hooks(place: InstallPlace): readonly FileParts[];
  server(place: InstallPlace): FileParts;
  /** The file of instructions that the agent reads here; null where it reads none. */
  instructions(place: SettingsPlace): string | null;
  /** Where it looks for skills, if not only in `.agents/skills`. */
  readonly skills?: string;
  /** What a person must do once in the agent itself before any of it runs. */
  trust(scope: InstallScope): string | null;
  /** Absent where hooks can neither be switched off nor need trust. */
  standing?(place: InstallPlace): Standing;
}
