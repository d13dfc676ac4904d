import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contains, protectedBranches } from '../../git/hooks.ts';
import { baseOf, treeWithout } from '../../git/tree.ts';
import { run } from '../../process/run.ts';
import type { Config } from '../../schema/config.ts';
import { readVerdicts } from '../../validation/verdict-file.ts';
import { actorOf } from '../actor.ts';
import { loadConfig } from '../config.ts';
import type { Program } from '../install/targets.ts';
import { verifyLedger } from '../ledger.ts';
import { refreshHooks } from '../prepare-hooks.ts';
import { tierIsOn } from '../tiers.ts';
import { recordFolders } from '../validation/record-folders.ts';
import { openBoard } from '../work/board.ts';
import { type Edge, openWorkspace, type Workspace } from '../workspace.ts';
import { openSections, withTemplate } from './commit-message.ts';
import { lookAtPushed, type PushedCommit } from './pushed-commit.ts';
import { noteRefusal, type Refusal } from './refusals.ts';

/** What a hook has to say, and whether it stops git. */
export interface HookAnswer {
  readonly lines: readonly string[];
  readonly stops: boolean;
}

const silent: HookAnswer = { lines: [], stops: false };
/** A merge is not held up longer than this for what can be made anew at any time. */
const refreshMs = 5000;

/**
 * Answers a hook of git. With the workflow tier off it says and does nothing.
 * @param args what git gave the hook
 * @param input what git wrote to its standard input
 */
export async function runGitHook(
  edge: Edge,
  program: Program,
  name: string,
  args: readonly string[],
  input: string,
): Promise<HookAnswer> {
  if (!tierIsOn(edge, 'workflow')) return silent;
  switch (name) {
    case 'prepare-commit-msg':
      offerTemplate(edge.cwd, args[0] ?? '');
      return silent;
    case 'commit-msg':
      return { lines: adviceOn(readFileSync(resolve(edge.cwd, args[0] ?? ''), 'utf8')), stops: false };
    case 'pre-push':
      return prePush(edge, args[0] ?? '', input);
    case 'post-merge':
      return postMerge(edge, program);
    case 'refresh':
      openBoard(edge);
      if (tierIsOn(edge, 'knowledge')) refreshHooks(edge);
      return silent;
    default:
      return silent;
  }
}

/** What a commit's message makes hard for whoever reads the history. It is said and never stops anybody. */
function adviceOn(message: string): string[] {
  const text = message.split(/^# -+ >8 -+$/m)[0] ?? '';
  const subject =
    text
      .split('\n')
      .find((line) => line.trim() !== '' && !line.startsWith('#'))
      ?.trim() ?? '';
  const says = subject === '' ? 'an empty subject' : /^\[?wip\b/i.test(subject) ? `"${subject}"` : null;
  if (says === null) return openAdvice(text);
  return [
    `twelvefold: ${says} tells nobody what the commit does. It is made all the same; \`git commit --amend\` gives it a subject.`,
  ];
}

function openAdvice(text: string): string[] {
  const open = openSections(text);
  if (open.length === 0) return [];
  return [`twelvefold: the message leaves ${open.join(', ')} open. It is made all the same.`];
}

/** Comments that git takes out again; where it would keep them, nothing is offered. */
function offerTemplate(root: string, message: string): void {
  const setting = (name: string) => run('git', ['config', '--get', name], { cwd: root }).stdout.trim();
  const mark = setting('core.commentString') || setting('core.commentChar');
  if (!['', '#'].includes(mark) || !['', 'default', 'strip'].includes(setting('commit.cleanup'))) return;
  const file = resolve(root, message);
  writeFileSync(file, withTemplate(readFileSync(file, 'utf8')));
}

interface PushedRef {
  readonly local: string;
  readonly remoteRef: string;
  readonly remote: string;
}

const isNothing = (hash: string) => /^0+$/.test(hash);

async function prePush(edge: Edge, remote: string, input: string): Promise<HookAnswer> {
  const workspace = openWorkspace(edge);
  const branches = input.split('\n').flatMap((line): PushedRef[] => {
    const [, local = '', remoteRef = '', there = ''] = line.split(' ');
    return remoteRef.startsWith('refs/heads/') ? [{ local, remoteRef, remote: there }] : [];
  });
  // What is no branch, such as the claims of work, is nothing that is held.
  if (branches.length === 0) return silent;
  const config = loadConfig(workspace, edge);
  const held = protectedBranches(workspace.root, remote, config['validate.base']);
  const refused = branches.flatMap((ref) => refusal(workspace, ref, held));
  for (const { branch, why } of refused)
    noteRefusal(workspace, { at: edge.now(), by: actorOf(edge, null).by, remote, branch, why });
  const lines = refused.flatMap(({ text, way }) => [text, way]);
  const pushed = branches.filter(({ local }) => !isNothing(local));
  for (const commit of new Set(pushed.map(({ local }) => local))) {
    const bases = pushed
      .filter(({ local }) => local === commit)
      .map((ref) => beginningOf(workspace.root, ref, held, config));
    const found = await lookAtPushed(edge, commit, bases);
    const about = [...ledgerLines(found), ...ratchetLines(found)];
    if (about.length > 0 && commit !== workspace.repository?.head) lines.push(`in ${commit.slice(0, 10)}:`);
    lines.push(...about);
  }
  if (lines.length === 0) return silent;
  return { lines: ['twelvefold: the push was stopped.', ...lines.map((line) => `  ${line}`)], stops: true };
}

/** Where what is pushed begins: on a branch that is held at what is there now, else where it left that. */
function beginningOf(root: string, { local, remoteRef, remote }: PushedRef, held: readonly string[], config: Config) {
  if (held.includes(remoteRef.slice('refs/heads/'.length)) && !isNothing(remote)) return remote;
  return baseOf(root, local, config['validate.base']);
}

interface Refused extends Pick<Refusal, 'branch' | 'why'> {
  readonly text: string;
  /** How it is done otherwise. */
  readonly way: string;
}

function refusal({ root }: Workspace, { local, remoteRef, remote }: PushedRef, held: readonly string[]): Refused[] {
  const branch = remoteRef.slice('refs/heads/'.length);
  if (!held.includes(branch)) return [];
  const byHand = 'A person who means it pushes with `git push --no-verify`.';
  if (isNothing(local))
    return [{ branch, why: 'delete', text: `${branch} is protected: it may not be deleted.`, way: `  ${byHand}` }];
  if (isNothing(remote)) return [];
  const inside = contains(root, local, remote);
  if (inside === true) return [];
  const text = `${branch} is protected: it may not be forced, and ${remote.slice(0, 10)}, which is there now, would be lost${inside === null ? ' (it is not known here)' : ''}.`;
  const way = `  \`git fetch\`, rebase or merge onto it, and push again; what was wrong is taken back with \`git revert\`. ${byHand}`;
  return [{ branch, why: 'force', text, way }];
}

function ledgerLines({ ledger }: PushedCommit): string[] {
  if (ledger.length === 0) return [];
  return [
    ...ledger.map(({ path, problem }) => `ledger: ${path}: ${problem}`),
    '  Put back what was there: `git log -- .agents/ledger` shows when it was; `twelvefold ledger verify` looks again.',
  ];
}

function ratchetLines({ ratchets: { results, problems }, looser, failed }: PushedCommit): string[] {
  const lines = problems.flatMap(({ path, problem }) => [`ratchet: ${path}: ${problem}`]);
  for (const { name, path, text, base } of looser)
    lines.push(
      `ratchet ${name}: ${text}, and no person has let it go`,
      `  \`git checkout ${base.slice(0, 10)} -- ${path}\` brings it back; a person lets it pass: \`twelvefold ratchet accept ${name}\`, or \`twelvefold validate --accept "…"\`, and commits that.`,
    );
  if (failed !== null) lines.push(`ratchets: ${failed}`, '  Mend `validate.setup`, and push again.');
  for (const { name, verdict, before, now, better, reason, added } of results) {
    if (verdict === 'failed')
      lines.push(
        `ratchet ${name}: could not be measured: ${reason}`,
        `  Mend it; \`twelvefold ratchet check ${name}\` tries again.`,
      );
    if (verdict !== 'worse') continue;
    const items = added.length === 0 ? '' : ` (${added.slice(0, 3).join('; ')}${added.length > 3 ? '; …' : ''})`;
    lines.push(
      `ratchet ${name}: from ${before} to ${now}, where ${better} is better${items}`,
      `  Make it as good as it was, or a person lets it pass: \`twelvefold ratchet accept ${name} --reason "…"\`.`,
    );
  }
  return lines;
}

/** Caches are made anew quietly; that the protected branch is broken is said, with the way back. */
function postMerge(edge: Edge, program: Program): HookAnswer {
  const { root, repository, sharedDir } = openWorkspace(edge);
  run(program.node, [join(program.root, 'bin', 'twelvefold.mjs'), 'git-hook', 'refresh'], {
    cwd: root,
    timeoutMs: refreshMs,
  });
  const config = loadConfig(openWorkspace(edge), edge);
  const { head, branch } = repository ?? {};
  if (!head || !branch || !protectedBranches(root, 'origin', config['validate.base']).includes(branch)) return silent;
  const tree = treeWithout(root, head, recordFolders);
  const verdict = readVerdicts(join(sharedDir, 'verdicts')).verdicts.findLast(
    (one) => one.verdict.kind === 'gates' && one.verdict.tree === tree,
  );
  const broken = [
    ...(verdict?.verdict.result === 'failing' ? [`${verdict.id}: ${verdict.verdict.reasons.join('; ')}`] : []),
    ...verifyLedger(edge).problems.map(({ path, problem }) => `ledger: ${path}: ${problem}`),
  ];
  if (broken.length === 0) return silent;
  const parents = run('git', ['rev-list', '--parents', '-1', head], { cwd: root }).stdout.trim().split(' ').length - 1;
  const back = parents > 1 ? '`git revert -m 1 HEAD`' : '`git revert HEAD`';
  return {
    lines: [
      `twelvefold: ${branch} is broken.`,
      ...broken.map((line) => `  ${line}`),
      `  Mend it at once, or take the merge back: ${back}.`,
    ],
    stops: false,
  };
}
