import type { Scenario } from '../model/scenario.ts';

/** What `inside.ts` is told. */
export interface InsideSpec {
  readonly scenario: Scenario;
  readonly port: number;
  readonly command: readonly string[];
  /** For its standard input, which is closed after it. */
  readonly input: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** Whether it runs in a network namespace of its own. */
  readonly isolated: boolean;
  /** Where things go: a folder of captured requests, and files. */
  readonly requests: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly outcome: string;
}

/** What came out of it. */
export interface InsideOutcome {
  readonly status: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly milliseconds: number;
  /** Of the processor, by the agent and what it waited for; NaN where the system does not tell. */
  readonly cpuMilliseconds: number;
  /** Command lines of processes that the agent left behind and that had to be ended. */
  readonly leftovers: readonly string[];
  /** Network interfaces that had an address: `lo` alone where the run was isolated. */
  readonly interfaces: readonly string[];
}
