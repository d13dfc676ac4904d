import { buildApplication, buildRouteMap, text_en } from '@stricli/core';
import { citeCommand } from './commands/cite.ts';
import { configCommand } from './commands/config.ts';
import { decayCommand } from './commands/decay.ts';
import { flywheelCommand } from './commands/flywheel.ts';
import { forgeCommand } from './commands/forge.ts';
import { indexRoutes } from './commands/index-command.ts';
import { injectCommand } from './commands/inject.ts';
import { learnRoutes } from './commands/learn.ts';
import { lookCommand } from './commands/look.ts';
import { poolRoutes } from './commands/pool.ts';
import { recallCommand } from './commands/recall.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { statusCommand } from './commands/status.ts';
import type { CliContext } from './context.ts';
import { errorText, exitCodeOf } from './error-text.ts';

const routes = buildRouteMap<string, CliContext>({
  routes: {
    look: lookCommand,
    status: statusCommand,
    sessions: sessionsCommand,
    forge: forgeCommand,
    learn: learnRoutes,
    pool: poolRoutes,
    recall: recallCommand,
    inject: injectCommand,
    cite: citeCommand,
    decay: decayCommand,
    flywheel: flywheelCommand,
    index: indexRoutes,
    config: configCommand,
  },
  docs: {
    brief: 'Turns the sessions of your AI coding agents into knowledge that the next session really uses',
  },
});

const asked = () => process.argv.includes('--json');

export const application = buildApplication<CliContext>(routes, {
  name: 'twelvefold',
  scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  documentation: { caseStyle: 'convert-camel-to-kebab', useAliasInUsageLine: true },
  determineExitCode: exitCodeOf,
  localization: {
    text: {
      ...text_en,
      exceptionWhileRunningCommand: (error) => errorText(error, asked()),
      commandErrorResult: (error) => errorText(error, asked()),
    },
  },
});
