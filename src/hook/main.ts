import type { answerCall } from './answer-call.ts';
import { homeOfCode, loader } from './compiled.ts';

// The bundle is CommonJS, which loads faster; these are what Node gives such a file.
declare const require: (path: string) => unknown;
declare const __dirname: string;

/** Whatever happens, the agent goes on: no exit code but 0, no word but the answer. */
process.on('uncaughtException', () => process.exit(0));

const [agent = '', event = ''] = process.argv.slice(2);
const { part, keep } = loader(`${__dirname}/hooks`, homeOfCode(process.env, `${agent}-${event}`), require);
(part('answer') as { answerCall: typeof answerCall }).answerCall({
  agent,
  event,
  program: `${__dirname}/../bin/twelvefold.mjs`,
  require,
  part,
  done: keep,
});
