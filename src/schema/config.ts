import { z } from 'zod';
import { contextLimits } from './context-limits.ts';
import { type Diversity, diversities } from './council.ts';

/** What a key of the configuration means; the text is its documentation everywhere. */
interface Setting {
  readonly type: z.ZodType;
  readonly initial: unknown;
  readonly about: string;
}

const share = z.number().min(0).max(1);
const count = z.int().min(1);
const tokens = z.int().min(0).max(100_000);
const mechanisms = z.array(z.enum(['human', 'confidence', 'second-session', 'peer', 'citations'])).min(1);

/** Checks of prose and data that are there already. */
export const presetNames = ['links', 'sources', 'length', 'checklist', 'json', 'csv'] as const;
export type PresetName = (typeof presetNames)[number];

const gateSetting = z
  .looseObject({
    name: z.string().min(1).optional(),
    run: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
    preset: z.enum(presetNames).optional(),
    /** Globs of what a preset looks at. */
    files: z.array(z.string().min(1)).min(1).optional(),
    /** Words, for `length`. */
    min: count.optional(),
    max: count.optional(),
    /** The header, for `csv`. */
    columns: z.array(z.string().min(1)).min(1).optional(),
    /** The file of a JSON Schema, for `json`. */
    schema: z.string().min(1).optional(),
    /** BibTeX files, for `sources`. */
    bibliography: z.array(z.string().min(1)).min(1).optional(),
    kind: z.enum(['tests', 'types', 'lint', 'build', 'security', 'other']).optional(),
    required: z.boolean().optional(),
    /** Minutes. */
    timeout: count.optional(),
  })
  .refine(({ run, preset }) => (run === undefined) !== (preset === undefined), {
    error: 'a check has either `run`, a command line, or `preset`, the name of one that is there',
  });

const reviewerSetting = z
  .looseObject({
    name: z.string().regex(/^[\w.-]+$/, 'a name is of letters, digits, dots and dashes'),
    /** A program that reads the prompt from standard input and writes the answer. */
    run: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
    /** How a model behind HTTP speaks, and where. */
    endpoint: z.enum(['openai', 'anthropic']).optional(),
    url: z.url({ protocol: /^https?$/ }).optional(),
    model: z.string().min(1).optional(),
    /** The environment variable with the key. */
    keyFrom: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable, never the key itself')
      .optional(),
  })
  .refine(
    ({ run, endpoint, url, model }) =>
      run === undefined ? endpoint !== undefined && url !== undefined && model !== undefined : endpoint === undefined,
    { error: 'a reviewer has either `run`, a command line, or `endpoint` with `url` and `model`' },
  );

/**
 * Every key of `.agents/twelvefold.yaml`. The environment variable of a key is `TWELVEFOLD_` and the key in capitals with
 * underscores: `gate.userConfidence` is `TWELVEFOLD_GATE_USER_CONFIDENCE`; lists are written with commas.
 */
export const settings = {
  'gate.admit': setting(
    mechanisms,
    ['confidence', 'second-session'],
    'What may bring a candidate into use without a review; a review always can. `human` alone: only a review. `confidence`: what the user said or a check showed, from the confidence below. `second-session`: another session shows it again, unless only the explanation of an agent is there. `peer`: another agent than its author confirms it. `citations`: sessions used it.',
  ),
  'gate.userConfidence': setting(share, 0.6, 'Confidence (0 to 1) from which on what a user said is used unseen.'),
  'gate.checkConfidence': setting(
    share,
    0.6,
    'The same for what a check showed, such as a failing command that then succeeds.',
  ),
  'gate.citations': setting(count, 2, 'Citations that admit a candidate, where `gate.admit` lists `citations`.'),
  'gate.similarity': setting(
    share,
    0.6,
    'Share of common terms (0 to 1) from which on two statements count as the same.',
  ),
  'gate.publish': setting(
    z.enum(['review', 'second-session']),
    'review',
    "What publishes an observation to .agents/learnings: a person's review or `sync`, or a second session that shows it again.",
  ),
  'inject.startTokens': setting(tokens, 600, 'Tokens that knowledge may cost at the start of a session.'),
  'inject.promptTokens': setting(tokens, 300, 'Tokens at a prompt.'),
  'inject.fileTokens': setting(tokens, 200, 'Tokens at a file that is about to be edited.'),
  'inject.errorTokens': setting(tokens, 250, 'Tokens at a command that just failed.'),
  'inject.sessionTokens': setting(tokens, 2000, 'Tokens of a whole session; nothing more is said after them.'),
  'decay.sessions': setting(
    count,
    10,
    'Sessions in which a learning had its chance and was not used, after which it leaves the session start; after twice as many it goes to review.',
  ),
  'decay.staleDays': setting(count, 90, 'Days without validation after which a learning is listed for a look.'),
  'context.warn': setting(
    share,
    contextLimits.warn,
    "Share (0 to 1) of the model's window from which on a session is told that its context fills.",
  ),
  'context.handoff': setting(share, contextLimits.handoff, 'The share from which on a handoff is asked for.'),
  'context.stop': setting(share, contextLimits.stop, 'The share from which on a session should take no new work.'),
  'context.exchangesSoft': setting(
    count,
    contextLimits.exchangesSoft,
    'Exchanges after which a session is told the first, where its agent counts no tokens or the window is unknown.',
  ),
  'context.exchangesHard': setting(
    count,
    contextLimits.exchangesHard,
    'Exchanges after which such a session should take no new work.',
  ),
  'validate.gates': setting(
    z.array(z.union([z.string().min(1), gateSetting])),
    [],
    "The checks that a change must pass, in order: a command line, {name, run, kind, required, timeout}, or {preset, files} with one of links, sources, length (min, max), checklist, json (schema) and csv (columns). Where there are none they are found in the project's own files.",
  ),
  'validate.setup': setting(
    z.array(z.string().min(1)),
    [],
    'Command lines that make a fresh checkout ready before the checks, such as `npm ci`.',
  ),
  'validate.carry': setting(
    z.array(z.string().min(1)),
    ['node_modules', '.venv', 'venv'],
    'Folders that git ignores and that are copied into the fresh checkout, by their names, so that nothing need be installed again.',
  ),
  'validate.base': setting(
    z.string(),
    '',
    "The branch that a change is measured against; empty for the remote's own, else `main` or `master`.",
  ),
  'validate.timeout': setting(count, 15, 'Minutes that all checks together may take.'),
  'risk.highPaths': setting(
    z.array(z.string()),
    [
      '**/migrations/**',
      '**/migrate/**',
      '**/*.sql',
      '**/auth/**',
      '**/security/**',
      '**/crypto/**',
      '**/payment*/**',
      '**/billing/**',
      '.github/workflows/**',
      '**/*.tf',
      '**/*.pem',
      '**/secrets/**',
    ],
    'Paths whose change is of high risk.',
  ),
  'risk.highLabels': setting(
    z.array(z.string()),
    [
      ...['security', 'data-loss', 'regulatory', 'legal', 'migration', 'deletion', 'deprecation'],
      ...['customer-facing', 'architecture'],
    ],
    'Labels of work whose change is of high risk.',
  ),
  'risk.humanPaths': setting(
    z.array(z.string()),
    ['**/LICENSE*', '**/LICENCE*', '**/COPYING*'],
    'Paths that only a person may pass, whatever else was shown.',
  ),
  'risk.humanLabels': setting(
    z.array(z.string()),
    ['security', 'data-loss', 'regulatory', 'legal'],
    'Labels of work that only a person may pass.',
  ),
  'risk.councilDiversity': setting(
    z.enum(diversities),
    'model-distinct',
    'How different the reviewers of a council have to be, as far as it is seen: three makers of models, three models, or sessions alone.',
  ),
  'council.reviewers': setting(
    z.array(z.union([z.string().min(1), reviewerSetting])),
    [],
    'Who sits in a council: an agent or `agent:model`; {name, run, model}, a program that reads the prompt and writes the answer; {name, endpoint, url, model, keyFrom}, a model behind HTTP (`openai` or `anthropic`) with its key in an environment variable. Where there are none: the first three agents that are installed.',
  ),
  'council.timeout': setting(count, 10, 'Minutes that each reviewer has.'),
  'tier.workflow': setting(
    z.boolean(),
    false,
    'Whether closing work needs a passing verdict, and what was won is held. Anybody may decline it for themselves with `twelvefold tier`.',
  ),
  'tier.knowledge': setting(z.boolean(), true, 'Whether sessions are harvested and told what earlier ones taught.'),
  'work.attempts': setting(count, 3, 'Failed validations of one item after which a person has to look.'),
  'work.remote': setting(
    z.string(),
    '',
    'The remote at which claims of work meet, when several clones share the work; empty for claims of this repository alone.',
  ),
} as const satisfies Record<string, Setting>;

export type SettingKey = keyof typeof settings;

/** The configuration: a value for every key. */
export interface Config {
  readonly 'gate.admit': z.infer<typeof mechanisms>;
  readonly 'gate.userConfidence': number;
  readonly 'gate.checkConfidence': number;
  readonly 'gate.citations': number;
  readonly 'gate.similarity': number;
  readonly 'gate.publish': 'review' | 'second-session';
  readonly 'inject.startTokens': number;
  readonly 'inject.promptTokens': number;
  readonly 'inject.fileTokens': number;
  readonly 'inject.errorTokens': number;
  readonly 'inject.sessionTokens': number;
  readonly 'decay.sessions': number;
  readonly 'decay.staleDays': number;
  readonly 'validate.gates': readonly (string | z.infer<typeof gateSetting>)[];
  readonly 'validate.setup': readonly string[];
  readonly 'validate.carry': readonly string[];
  readonly 'validate.base': string;
  readonly 'validate.timeout': number;
  readonly 'risk.highPaths': readonly string[];
  readonly 'risk.highLabels': readonly string[];
  readonly 'risk.humanPaths': readonly string[];
  readonly 'risk.humanLabels': readonly string[];
  readonly 'risk.councilDiversity': Diversity;
  readonly 'council.reviewers': readonly (string | z.infer<typeof reviewerSetting>)[];
  readonly 'council.timeout': number;
  readonly 'work.attempts': number;
  readonly 'tier.workflow': boolean;
  readonly 'tier.knowledge': boolean;
  readonly 'work.remote': string;
  readonly 'context.warn': number;
  readonly 'context.handoff': number;
  readonly 'context.stop': number;
  readonly 'context.exchangesSoft': number;
  readonly 'context.exchangesHard': number;
}

function setting<T extends z.ZodType>(
  type: T,
  initial: z.infer<T>,
  about: string,
): { type: T; initial: z.infer<T>; about: string } {
  return { type, initial, about };
}
