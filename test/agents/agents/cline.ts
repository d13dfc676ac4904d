import type { RealAgent } from '../harness/agent.ts';
import { firstMatch } from './first-match.ts';

export const cline: RealAgent = {
  name: 'cline',
  package: { name: 'cline', version: '3.0.65', program: 'node_modules/.bin/cline' },
  late: { start: 1 },
  seconds: 90,
  env: () => ({ CLINE_NO_AUTO_UPDATE: '1', CLINE_TELEMETRY_DISABLED: '1' }),
  setUp: ({ model }) => ['auth', 'openai', '-k', 'not-a-key', '-m', 'scripted', '-b', `${model}/v1`],
  ask: (prompt) => ['--json', prompt],
  // Without a terminal it resumes nothing: every prompt is a session of its own.
  more: 'new session',
  sessionIn: (stdout) => firstMatch(stdout, /"(?:sessionId|session_id|rootSessionId)":"([^"]+)"/),
};
