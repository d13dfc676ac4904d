import type { GateResult } from '../schema/verdict.ts';
import type { Gate } from './gate.ts';
import { readTestCounts, type TestCounts } from './test-counts.ts';

/** What running a gate came to. */
export interface GateRun {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly failed: string | null;
  readonly milliseconds: number;
  readonly digest: string;
  readonly output: string;
  readonly leftovers: number;
}

const tailCharacters = 4000;

/**
 * Judges what a gate did, and never in doubt for it: what did not run, ran out of time or ran no test has failed.
 * @param redact takes secrets out of what is kept of the output
 */
export function judgeGate(gate: Gate, run: GateRun, redact: (text: string) => string): GateResult {
  const tests = gate.kind === 'tests' ? readTestCounts(run.output) : null;
  const reason = failureReason(gate, run, tests);
  return {
    name: gate.name,
    kind: gate.kind,
    command: gate.command.map(redact),
    required: gate.required,
    passed: reason === '',
    reason,
    exit: run.exit,
    timedOut: run.timedOut,
    milliseconds: Math.round(run.milliseconds),
    tests: tests && { ...tests },
    logDigest: run.digest,
    tail: redact(run.output.slice(-tailCharacters)),
  };
}

function failureReason(gate: Gate, run: GateRun, tests: TestCounts | null): string {
  const [program = ''] = gate.command;
  if (run.timedOut) return `it did not end in time (${Math.round(run.milliseconds / 1000)} s)`;
  if (run.failed === 'ENOENT') return `${program} is not installed`;
  if (run.failed !== null) return `${program} could not be started: ${run.failed}`;
  if (run.signal !== null) return `it was ended by ${run.signal}`;
  if (run.exit === 127) return 'a command in it was not found (exit 127)';
  if (run.exit !== 0)
    return `exit ${run.exit}${tests && tests.failed > 0 ? `, ${tests.failed} of ${total(tests)} tests failed` : ''}`;
  if (tests === null) return '';
  if (tests.failed > 0) return `it says exit 0, and yet ${tests.failed} of ${total(tests)} tests failed`;
  if (total(tests) === 0) return 'no test ran';
  if (tests.passed === 0) return `all ${tests.skipped} tests were skipped`;
  if (tests.empty > 0)
    return `${tests.empty === 1 ? 'one of its suites' : `${tests.empty} of its suites`} ran no test (${tests.runner})`;
  return '';
}

const total = ({ passed, failed, skipped }: TestCounts) => passed + failed + skipped;
