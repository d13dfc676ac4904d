import { type Application, buildApplication, buildRouteMap, text_en } from '@stricli/core';
import { briefCommand } from './commands/brief.ts';
import { citeCommand } from './commands/cite.ts';
import { configCommand } from './commands/config.ts';
import { contextCommand } from './commands/context.ts';
import { councilCommand } from './commands/council.ts';
import { decayCommand } from './commands/decay.ts';
import { decideCommand } from './commands/decide.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { flywheelCommand } from './commands/flywheel.ts';
import { forgeCommand } from './commands/forge.ts';
import { gateCommand } from './commands/gate.ts';
import { handoffRoutes } from './commands/handoff.ts';
import { indexRoutes } from './commands/index-command.ts';
import { initCommand } from './commands/init.ts';
import { injectCommand } from './commands/inject.ts';
import { learnRoutes } from './commands/learn.ts';
import { ledgerRoutes } from './commands/ledger.ts';
import { lookCommand } from './commands/look.ts';
import { mcpCommand } from './commands/mcp.ts';
import { mergeCommand } from './commands/merge.ts';
import { planRoutes, researchRoutes } from './commands/phases.ts';
import { poolRoutes } from './commands/pool.ts';
import { promptsCommand } from './commands/prompts.ts';
import { gitHookCommand, protectCommand } from './commands/protect.ts';
import { ratchetRoutes } from './commands/ratchet.ts';
import { recallCommand } from './commands/recall.ts';
import { sessionsRoutes } from './commands/sessions.ts';
import { statusCommand } from './commands/status.ts';
import { syncCommand } from './commands/sync.ts';
import { tierCommand } from './commands/tier.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { validateCommand } from './commands/validate.ts';
import { workRoutes } from './commands/work.ts';
import type { CliContext } from './context.ts';
import { errorText, exitCodeOf, usageText } from './error-text.ts';
import { programVersion } from './version.ts';

const routesWith = (workflow: boolean) => ({
  init: initCommand,
  look: lookCommand,
  status: statusCommand,
  sessions: sessionsRoutes,
  forge: forgeCommand,
  learn: learnRoutes,
  pool: poolRoutes,
  recall: recallCommand,
  inject: injectCommand,
  explain: explainCommand,
  cite: citeCommand,
  decay: decayCommand,
  flywheel: flywheelCommand,
  sync: syncCommand,
  context: contextCommand,
  handoff: handoffRoutes,
  mcp: mcpCommand,
  work: workRoutes(workflow),
  research: researchRoutes,
  plan: planRoutes,
  brief: briefCommand,
  prompts: promptsCommand,
  decide: decideCommand,
  validate: validateCommand,
  council: councilCommand,
  merge: mergeCommand,
  ratchet: ratchetRoutes,
  ledger: ledgerRoutes,
  gate: gateCommand,
  protect: protectCommand,
  'git-hook': gitHookCommand,
  tier: tierCommand,
  index: indexRoutes,
  config: configCommand,
  doctor: doctorCommand,
  uninstall: uninstallCommand,
});

function routeMap(hidden: Readonly<Record<string, true>>) {
  return buildRouteMap<string, CliContext>({
    // What help is silent about as a whole, it does not name elsewhere either.
    routes: routesWith(!hidden['validate']),
    docs: {
      brief: 'Turns the sessions of your AI coding agents into knowledge that the next session really uses',
      // Nobody types what git calls.
      hideRoute: { ...hidden, 'git-hook': true },
    },
  });
}

const asked = () => process.argv.includes('--json');

/** The parser names flags as the code does; help and people write them in lower case. */
function asTyped(problem: string): string {
  return problem.replace(/--[a-z]+(?:[A-Z][a-z]*)+/g, (flag) =>
    flag.replace(/[A-Z]/g, (upper) => `-${upper.toLowerCase()}`),
  );
}

/** The command of this process as far as its words name one: `pool list`, or nothing. */
function typedCommand(map: ReturnType<typeof routeMap>): string {
  const words: string[] = [];
  let known = map.getAllEntries();
  for (const word of process.argv.slice(2)) {
    const entry = known.find(({ name }) => Object.values(name).includes(word));
    if (entry === undefined) break;
    words.push(word);
    known = 'getAllEntries' in entry.target ? entry.target.getAllEntries() : [];
  }
  return words.join(' ');
}

/**
 * The command line.
 * @param hidden commands that help leaves out
 */
export function createApplication(hidden: Readonly<Record<string, true>>): Application<CliContext> {
  const map = routeMap(hidden);
  return buildApplication<CliContext>(map, {
    name: 'twelvefold',
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { caseStyle: 'convert-camel-to-kebab', useAliasInUsageLine: true },
    determineExitCode: exitCodeOf,
    versionInfo: {
      getCurrentVersion: programVersion,
    },
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: (problem) =>
          usageText(text_en.noCommandRegisteredForInput(problem), typedCommand(map), asked()),
        exceptionWhileParsingArguments: (error) =>
          usageText(asTyped(text_en.exceptionWhileParsingArguments(error, false)), typedCommand(map), asked()),
        exceptionWhileRunningCommand: (error) => errorText(error, asked()),
        commandErrorResult: (error) => errorText(error, asked()),
      },
    },
  });
}
