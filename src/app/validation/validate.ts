import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { isoTime } from '../../base/clock.ts';
import { ToolError } from '../../base/errors.ts';
import { fingerprintOf } from '../../git/tree.ts';
import { redact, redactDeep } from '../../knowledge/redact/redact.ts';
import { type ContainedRun, runContained } from '../../process/contained.ts';
import type { Config } from '../../schema/config.ts';
import { schemaVersion } from '../../schema/learning.ts';
import type { Finding, GateResult, Verdict } from '../../schema/verdict.ts';
import type { Risk } from '../../schema/work.ts';
import type { Gate } from '../../validation/gate.ts';
import { judgeGate } from '../../validation/judge.ts';
import { standingOf, type TreeStanding } from '../../validation/standing.ts';
import { findTampering } from '../../validation/tampering.ts';
import type { StoredVerdict } from '../../validation/verdict-file.ts';
import { refuseUnlessPerson } from '../actor.ts';
import { tierIsOn } from '../tiers.ts';
import type { Edge } from '../workspace.ts';
import { accept, stillAccepted } from './accepted.ts';
import { recordFailedAttempt, refuseWhenSpent, refuseWhenStuck } from './attempts.ts';
import { carriedPrograms } from './carried-programs.ts';
import { editedItems } from './edited-items.ts';
import { environmentOf, freshCheckout } from './fresh-checkout.ts';
import { areConfirmed, commandOf, confirmGates, gatesOf } from './gates.ts';
import { validatorOf } from './identity.ts';
import { outsideScope } from './outside-scope.ts';
import { startable } from './preset-command.ts';
import { refuseDirty } from './refuse-dirty.ts';
import { askedItem, broughtBy, type MergedResult, type Subject, subjectOf } from './subject.ts';
import { counting, giveVerdict, verdictsOf } from './verdicts.ts';
import { weakenedTerms } from './weakened-terms.ts';

export interface ValidateRequest {
  /** A work item or a revision; null for the checked-out commit. */
  readonly asked: string | null;
  /** Milliseconds for all checks; null for those of the configuration. */
  readonly timeoutMs: number | null;
  /** Why a person lets weakened tests pass; null lets none. */
  readonly accept: string | null;
  /** What is validated instead of the checked-out commit; then what lies around does not matter. */
  readonly merged?: MergedResult;
}

export interface ValidateProgress {
  /** Asked once where the checks were found and not yet confirmed; absent where nobody can be asked. */
  readonly confirm?: (gates: readonly Gate[]) => Promise<boolean>;
  readonly step?: (text: string) => void;
}

export interface Validated extends StoredVerdict {
  /** Where the tree stands with all verdicts on it. */
  readonly standing: TreeStanding;
}

/** The same after the checks have run. */
export interface Checked extends Validated {
  /** Whether the checkout that it was started from changed meanwhile, which is no fault of the change. */
  readonly disturbed: boolean;
}

/**
 * Runs the project's own checks on the exact tree of a commit, in a checkout of its own, and gives a verdict. In doubt it
 * fails: nothing found, nothing run, no test, no end in time are failures.
 * @throws ToolError E_DIRTY, E_NO_GATES, E_NO_GIT, E_NO_REVISION, E_WORK_BLOCKED (nobody but a person accepts weakened tests), E_BUDGET, E_SAME_FAILURE, E_WRITE_FAILED
 */
export async function validate(
  edge: Edge,
  request: ValidateRequest,
  progress: ValidateProgress = {},
): Promise<Checked | null> {
  const merged = request.merged ?? null;
  const subject = subjectOf(edge, request.asked, merged);
  const { board, root, commit, config } = subject;
  if (merged === null) refuseDirty(root, 'validated');
  const validator = validatorOf(edge, board.workspace);
  if (request.accept !== null)
    refuseUnlessPerson(validator.by, {
      id: subject.item?.item.id ?? commit.slice(0, 10),
      act: 'passed with --accept',
      reason: 'weakened tests are for a person to accept',
      fix: 'Ask the person you work for to run it.',
    });
  if (tierIsOn(edge, 'workflow')) {
    if (subject.item === null) refuseWhenStuck(edge, subject);
    else refuseWhenSpent(edge, board.workspace, subject.item, config);
  }
  const gates = gatesOf(root, commit, config);
  if (gates.length === 0) throw new ToolError('E_NO_GATES', { path: root });
  if (!areConfirmed(board.workspace, gates) && progress.confirm) {
    if (!(await progress.confirm(gates))) return null;
    confirmGates(board.workspace, gates);
  }
  const ran = await runGates(subject, gates, config, request.timeoutMs, progress.step);
  const before = verdictsOf(board.workspace, broughtBy(subject));
  const weaker = redactDeep([
    ...findTampering(subject.diff),
    ...weakenedTerms(subject, gates, edge),
    ...editedItems(subject),
  ]);
  const judged =
    request.accept === null
      ? [...stillAccepted(weaker, before.verdicts, subject.tree), ...ran.carried]
      : accept([...weaker, ...ran.carried], request.accept);
  const findings = redactDeep([...ran.findings, ...judged, ...outsideScope(subject)]);
  const decided = decide(
    ran.gates,
    findings,
    gates.every(({ source }) => source !== 'twelvefold.yaml'),
    subject.risk.level,
  );
  const previous = before.verdicts.findLast(
    ({ verdict }) => verdict.kind === 'gates' && verdict.item === (subject.item?.item.id ?? null),
  );
  const asked = askedItem(subject);
  // An earlier run may have been ended between its verdict and this.
  if (previous?.verdict.commit === commit) recordFailedAttempt(subject, previous);
  const stored = giveVerdict(board.workspace, {
    schema: schemaVersion,
    kind: 'gates',
    tree: subject.tree,
    commit,
    ...(merged === null ? {} : { into: merged.into }),
    item: asked?.id ?? null,
    terms: asked?.terms ?? null,
    at: isoTime(edge.now()),
    ...decided,
    level: decided.result === 'passing' ? 6 : null,
    risk: { level: subject.risk.level, reasons: [...subject.risk.reasons] },
    authors: [...subject.authors],
    validator,
    gates: [...ran.gates],
    findings,
    confirmed: areConfirmed(board.workspace, gates),
    revalidates: previous?.id ?? null,
  });
  recordFailedAttempt(subject, stored);
  return {
    ...stored,
    standing: standingOf(
      [...counting(before), stored],
      subject.tree,
      subject.risk.level,
      subject.risk.human.length > 0,
      asked,
      subject.branchTree,
    ),
    disturbed: ran.disturbed,
  };
}

interface Ran {
  readonly gates: readonly GateResult[];
  /** What the checks did that no check should. */
  readonly findings: readonly Finding[];
  /** Programs that were carried along and are not what the lock installs. No tree holds them, so they are accepted anew each time. */
  readonly carried: readonly Finding[];
  readonly disturbed: boolean;
}

async function runGates(
  subject: Subject,
  gates: readonly Gate[],
  config: Config,
  timeoutMs: number | null,
  step: ValidateProgress['step'] = () => {},
): Promise<Ran> {
  const { root, commit, board } = subject;
  step('making a fresh checkout');
  const checkout = freshCheckout(root, commit, config['validate.carry']);
  const logs = join(board.workspace.stateDir, 'gate-logs', commit.slice(0, 12));
  const until = performance.now() + (timeoutMs ?? config['validate.timeout'] * 60_000);
  const before = fingerprintOf(root);
  const results: GateResult[] = [];
  const findings = checkout.missing.map((path) =>
    blocking(`the submodule ${path} is not here as the commit has it: \`git submodule update --init ${path}\``),
  );
  const carried: Finding[] = [];
  let disturbed = false;
  try {
    const setup = config['validate.setup'].map((line): Gate => {
      return {
        name: line,
        kind: 'other',
        command: commandOf(line),
        does: line,
        required: true,
        timeoutMs: null,
        source: 'twelvefold.yaml',
      };
    });
    for (const [index, gate] of [...setup, ...gates].entries()) {
      // Setting up may have installed anew.
      if (index === setup.length && config['validate.carry'].includes('node_modules'))
        carried.push(...carriedPrograms(checkout.folder, gates, npmCache()));
      step(`${gate.name} (${index + 1} of ${setup.length + gates.length})`);
      const left = Math.max(1, until - performance.now());
      const run = await runContained(startable(gate.command), {
        cwd: checkout.folder,
        env: environmentOf(checkout),
        timeoutMs: Math.min(left, gate.timeoutMs ?? left),
      });
      writeFileAtomic(join(logs, `${index + 1}.log`), redact(run.output), false);
      const result = judgeGate(gate, run, redact);
      const isSetup = index < setup.length;
      if (!isSetup || !result.passed) results.push(result);
      findings.push(...leftBehind(gate, run));
      // Without what it needs no check says anything.
      if (isSetup && !result.passed) break;
    }
    disturbed = fingerprintOf(root) !== before;
    if (disturbed)
      findings.push(
        blocking(
          'the checkout that it was started from changed while the checks ran: a check wrote outside its own, or somebody worked there; run it again',
        ),
      );
  } finally {
    checkout.remove();
  }
  return { gates: results, findings, carried, disturbed };
}

const npmCache = () => process.env['npm_config_cache'] || join(homedir(), '.npm');

const blocking = (text: string): Finding => ({ severity: 'blocking', text, path: null, line: null });

function leftBehind({ name }: Gate, { leftovers }: ContainedRun): Finding[] {
  if (leftovers === 0) return [];
  const text = `${name} left ${leftovers} ${leftovers === 1 ? 'process' : 'processes'} running, which were ended`;
  return [{ severity: 'minor', text, path: null, line: null }];
}

/**
 * @param found whether the checks were found, and nobody named them
 * @param risk what nobody else has to look at where it is low: then a check of security counts that is not required
 */
function decide(
  gates: readonly GateResult[],
  findings: readonly Finding[],
  found: boolean,
  risk: Risk,
): Pick<Verdict, 'result' | 'reasons'> {
  const failed = gates.filter(({ required, passed }) => required && !passed);
  if (failed.length > 0) return { result: 'failing', reasons: failed.map(({ name, reason }) => `${name}: ${reason}`) };
  const blockers = findings
    .filter(({ severity }) => severity === 'blocking')
    .map(({ text, path }) => (path === null ? text : `${path}: ${text}`));
  const required = gates.filter((gate) => gate.required);
  const unread = gates.filter(({ kind, passed, tests }) => kind === 'tests' && passed && tests === null);
  const silent = unread.map(({ name }) => `${name}: its output does not say how many tests ran`);
  // Checks that were found by themselves and hold no test show little; whoever names them in the configuration means them.
  const untested = found && !required.some(({ kind }) => kind === 'tests');
  const lacking =
    required.length === 0 ? ['no check is required'] : untested ? ['no check was found that runs tests'] : [];
  const unsafe = gates.filter(({ kind, passed }) => risk === 'low' && kind === 'security' && !passed);
  const insecure = unsafe.map(
    ({ name, reason }) => `${name}: ${reason}, and nobody else looks at a change of low risk`,
  );
  const reasons = [...blockers, ...lacking, ...silent, ...insecure];
  return { result: reasons.length > 0 ? 'needs-attention' : 'passing', reasons };
}
