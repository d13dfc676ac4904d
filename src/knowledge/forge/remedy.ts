import { checkOf, familyOf, programOf, type SimpleCommand, splitCommand } from '../../sessions/command-family.ts';
import { isCallError } from '../../sessions/failure.ts';
import { splitShell } from '../../sessions/shell-split.ts';
import type { Chain } from './chain.ts';
import type { Act, Moment } from './moments.ts';
import { localText, type SessionPlace } from './place.ts';
import { isBypass } from './silencing.ts';
import { showCommand } from './wording.ts';

/** A command that changed the world between a failure and the success: installed, started, generated, migrated, allowed. */
export interface Remedy {
  readonly act: Act;
  /** As one writes it in a note. */
  readonly shown: string;
  /** Whether the error, or the agent before it ran the command, names it. */
  readonly named: boolean;
  /** Whether the error itself does. */
  readonly asked: boolean;
}

/** A run of a script that failed, whatever became of its exit code behind a pipe. */
const gaveUp =
  /ELIFECYCLE|npm (?:ERR!|error)|\b(?:command|process|script) (?:failed|exited) with (?:exit )?(?:code|status)|\bexit(?:ed with)? (?:code|status) [1-9]|(?:^|\n)[^\n]{0,60}(?:: command not found|command not found: )/i;

/** More than this and nobody can tell which of them it was. */
const mostRemedies = 3;

/**
 * What was done to the world between the telling failure and the success, in order. Where some commands are named by the
 * error only they count; where too many were run and none is named, none.
 * @param telling index of the failing act the lesson is about
 */
export function remediesOf(chain: Chain, moments: readonly Moment[], telling: number, place: SessionPlace): Remedy[] {
  const failing = moments[telling] as Act;
  const signature = failing.failure?.signature;
  // What was done after another error had taken the place of this one mended that other one.
  const next = chain.attempts.find((i) => i > telling && (moments[i] as Act).failure?.signature !== signature);
  const end = next === undefined ? chain.success : next;
  const success = moments[chain.success] as Act;
  const inWindow = chain.helpers.filter(
    (act) => act.line > failing.line && act.line < (moments[end] as Act).line && !gaveUp.test(act.printed),
  );
  const known = new Set(splitCommand(failing.command ?? '').map((command) => command.words.join(' ')));
  const found = [
    ...inWindow.flatMap((act) => changesOf(act, place, known)),
    ...(next === undefined && success.action === 'shell' ? changesOf(success, place, known, failing) : []),
  ];
  const said = saidBetween(moments, telling, end);
  const told = `${failing.failure?.line ?? ''}\n${failing.printed}`.toLowerCase();
  const unique = new Map<string, Remedy>();
  for (const { act, shown, command } of found) {
    const asked = isAsked(command, told);
    unique.set(shown, { act, shown, asked, named: asked || said.includes(`\`${shown.toLowerCase()}\``) });
  }
  // Staging files helps a commit and nothing else; a command wrongly called is helped by what brings the command.
  const wrong = isCallError(failing.failure?.line ?? '');
  const all = [...unique.values()].filter(
    (remedy) =>
      (!wrong || remedy.asked || bringing.test(remedy.shown)) &&
      (!/^(?:\w+ )?git add\b/.test(remedy.shown) || /\bgit commit\b/.test(failing.family)),
  );
  const named = all.filter((remedy) => remedy.named);
  if (all.length <= mostRemedies) return all;
  return named.length > 0 && named.length <= mostRemedies ? named : [];
}

/** Whether something was done that only makes the check look away. */
export function looksAway(chain: Chain): boolean {
  return chain.helpers.some((act) => isBypass(act.command ?? '') || removesTests(act));
}

function removesTests(act: Act): boolean {
  return splitCommand(act.command ?? '').some(
    (command) => /^(?:rm|mv)$|^git rm$/.test(familyOf(command)) && command.words.some((word) => testFile.test(word)),
  );
}

const testFile = /(?:^|[\\/._-])(?:tests?|specs?|__tests__)(?:[\\/._-]|$)|_test\.|\.test\.|\.spec\.|\.git\/hooks/i;

interface Change {
  readonly act: Act;
  readonly shown: string;
  readonly command: SimpleCommand;
}

/** The commands of a line that change the world; of the line that worked only those before its main command. */
function changesOf(act: Act, place: SessionPlace, known: ReadonlySet<string>, failing: Act | null = null): Change[] {
  const line = localText(act.command ?? '', place);
  const typed = splitShell(line);
  const plain = splitCommand(line);
  const lastOf = (family: string) => plain.findLastIndex((command) => familyOf(command) === family);
  const again = failing === null ? -1 : lastOf(failing.family);
  const last = failing === null ? plain.length : again >= 0 ? again : lastOf(act.family);
  const found: Change[] = [];
  for (const [i, command] of plain.entries()) {
    if (i >= last) break;
    const own = typed[i];
    if (own === undefined || known.has(command.words.join(' ')) || !changesWorld(command)) continue;
    // What is piped into it belongs to it.
    let start = i;
    while (start > 0 && typed[start]?.after === '|') start--;
    const shown = typed
      .slice(start, i + 1)
      .map((part) => showCommand([...part.env.filter((pair) => pair.length < 60), ...part.words].map(lasting)))
      .join(' | ');
    if (shown.length <= 120 && !elsewhere.test(shown)) found.push({ act, shown, command });
  }
  return found;
}

/** What brings programs and packages that are not there. */
const bringing = /\b(?:install|ci|add|sync|restore|setup|bootstrap|init|update|get|activate)\b|activate$/;

/** Folders of this machine and this run. */
const elsewhere = /\$TEMP|\/tmp\/|\/var\/folders|scratchpad|~\//;

/** Numbers of processes and ids that hold for one run only. */
function lasting(word: string, i: number, words: readonly string[]): string {
  return /^\d{2,}$/.test(word) && /^(?:sudo|kill)$/.test(words[0] ?? '') && i > 0 ? 'PID' : word;
}

/** Programs whose running is a change by itself. */
const changers = new Set(
  (
    'chmod chown mkdir export source . unset touch ln kill pkill killall createdb dropdb nvm fnm volta asdf pyenv rbenv rvm corepack sdk apt apt-get apk dnf yum pacman choco winget ' +
    'protoc buf sqlc mockgen ssh-add ssh-keygen systemctl service launchctl direnv gcloud-login mkcert xcode-select ulimit modprobe sysctl docker-compose alembic flyway liquibase dbmate goose'
  ).split(' '),
);
/** Words of subcommands, targets and scripts that say that something is set up, made anew or put right. */
const changing =
  /^(?:install|i|ci|add|restore|sync|update|upgrade|up|start|restart|migrate|migrations?|generate|gen|regen|codegen|regenerate|build|rebuild|compile|bundle|init|login|auth|setup|bootstrap|configure|create|apply|clean|prune|purge|reset|submodules?|lfs|pull|fetch|use|enable|trust|allow|activate|seed|link|unlink|download|prepare|provision|load|set|unlock|fix|format|fmt|write|refresh|vendor|tidy|lock|deps|dependencies|autoload|get|protos?|fixtures|assets|schema|certs|keys|unshallow|dedupe|hydrate|stamp|push|recreate|accept|bless|snapshots?|select|default|repair|resolve|import)$/i;
/** Git commands that change more than the state of one's own work. */
const gitChanges =
  /^git (?:submodule|lfs|fetch|pull|config|init|remote add|remote set-url|clean|worktree prune|rebase|merge|add|rerere|sparse-checkout)/;
/** What may be thrown away because it is made again. */
const madeAgain =
  /(?:node_modules|dist|build|target|out|\.cache|cache|\.next|\.nuxt|\.turbo|__pycache__|\.pytest_cache|\.venv|venv|\.gradle|\.parcel-cache|tmp|\.lock|\.pid|\.tsbuildinfo|DerivedData|\.terraform|vendor|_build|deps|obj|bin|\.eggs|coverage)\/?$/i;
const writes =
  /^(?:--fix|--write|-w|--update|-u|--update-snapshots?|--snapshot-update|--apply|--unsafe-fix(?:es)?|-i)$/;
const runners = new Set('python node ruby bash sh zsh perl php deno tsx ts-node bun'.split(' '));
const makers = new Set('make gmake just task rake invoke inv mage nox tox gradle gradlew mvn mvnw mix'.split(' '));

/** Whether a command sets something up rather than looks, checks or records. */
export function changesWorld(command: SimpleCommand): boolean {
  const program = programOf(command);
  const family = familyOf(command);
  const rest = command.words.slice(1);
  if (/^(?:cd|pushd|popd|echo|printf|cat|ls|tail|head|grep|sleep)$/.test(program)) return false;
  if (program === 'git') return gitChanges.test(family) && !rest.includes('-l') && !/^git config --get/.test(family);
  if (program === 'rm') return rest.some((word) => madeAgain.test(word));
  if (program === 'cp' || program === 'mv')
    return program === 'cp' && rest.some((word) => /\.(?:env|example|sample|template|dist|default)|config/i.test(word));
  // It records the work; what it holds back is not mended by it.
  if (program === 'twelvefold' || program === '12f') return false;
  const check = checkOf(command);
  if (check === 'format') return !rest.some((word) => /^(?:--check|-l|--list-different|--diff|--dry-run)$/.test(word));
  if (check !== null && check !== 'build')
    return rest.some((word) => writes.test(word)) || family.split(/[ :]/).some((word) => /^fix$/.test(word));
  if (changers.has(program)) return !rest.some((word) => /^(?:--version|-v|status|list|ls|which|show)$/.test(word));
  if (runners.has(program) || /[\\/]|\.(?:sh|py|js|ts|rb)$/.test(command.words[0] ?? '')) {
    const script = runners.has(program) ? rest.find((word) => !word.startsWith('-')) : command.words[0];
    const name = (script ?? '').replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
    const parts = [...name.split(/[-_.]/), ...rest.filter((word) => /^[a-z][\w:-]{1,30}$/.test(word)).slice(0, 2)];
    return script !== undefined && parts.some((part) => part.split(/[:_-]/).some((bit) => changing.test(bit)));
  }
  if (makers.has(program)) return rest.some((word) => /^[a-z][\w:.-]*$/i.test(word));
  return rest
    .filter((word) => /^[a-z][\w:.-]{1,40}$/i.test(word))
    .slice(0, 3)
    .some((word) => word.split(/[:._-]/).some((part) => changing.test(part)));
}

/** Whether an error's text names a command or what it brings. */
function isAsked(command: SimpleCommand, told: string): boolean {
  const line = command.words.slice(0, 3).join(' ').toLowerCase();
  const two = command.words.slice(0, 2).join(' ').toLowerCase();
  if ([line, two].some((text) => text.length > 5 && text.includes(' ') && told.includes(text))) return true;
  const quoted = [
    ...[...told.matchAll(/['"`]([\w@./-]{3,50})['"`]/g)].map((match) => match[1] ?? ''),
    ...[...told.matchAll(/([\w@./-]{2,40}): (?:command )?not found/g)].map((match) => match[1] ?? ''),
  ];
  return command.words
    .slice(1)
    .map((word) => word.toLowerCase().replace(/[=<>~^@].*$/, ''))
    .some(
      (word) =>
        word.length >= 2 &&
        !word.startsWith('-') &&
        !changing.test(word) &&
        quoted.some((name) => name === word || (word.length > name.length && name.length > 3 && word.includes(name))),
    );
}

function saidBetween(moments: readonly Moment[], from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) {
    const moment = moments[i];
    if (moment?.kind === 'said') text += `${moment.text.toLowerCase()}\n`;
  }
  return text;
}
