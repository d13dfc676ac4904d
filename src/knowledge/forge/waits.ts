import { isOfOneRun } from './proof.ts';
import type { Remedy } from './remedy.ts';

/**
 * What may be right, but is not used before a person has seen it or a second session has shown it: the kinds of lessons that
 * people who read them beside their transcripts found wrong, or of no use later, more often than not (docs/dev/forge.md,
 * "Blind reading"). Every reason is a sentence for a person.
 */

/** What is known of a command that worked after one that had failed. */
export interface OtherForm {
  /** It ran, and failed at its work. */
  readonly ran: boolean;
  /** What is said to have worked got further than what failed, and then failed, too. */
  readonly failedToo: boolean;
  /** Only the folder in which the shell stood made the difference. */
  readonly fromRoot: boolean;
  /** Options that are gone although the error says nothing of them. */
  readonly dropped: number;
  /** Words that were too many are gone. */
  readonly fewer: boolean;
  /** It speaks of something else than what failed, and the error does not say why. */
  readonly otherwise: boolean;
  /** What is shown of it, both forms. */
  readonly shown: string;
  /** The program was called by a path outside the repository that is not there. */
  readonly guessed: boolean;
  /** What was not there is a file that it was given, and what worked was given another. */
  readonly wrongPath: boolean;
  /** What runs or lies on a server was not there by that name, and another one was. */
  readonly wrongName: boolean;
  /** What was not there was installed meanwhile. */
  readonly installed: boolean;
  /** The error names a subcommand, an option or a script, and what worked is one of another meaning. */
  readonly otherVerb: boolean;
  /** The rights of another user were added. */
  readonly rights: boolean;
  /** Another program ran the tool that the first one did not find. */
  readonly otherRunner: boolean;
  /** It was left running in the background, or prints of an error in its turn. */
  readonly unproven: boolean;
  /** What worked went on to fail as often as not. */
  readonly failsLater: boolean;
  /** It is only shorter, and had worked before the other form failed. */
  readonly workedBefore: boolean;
  /** Files were copied, moved or packed. */
  readonly movesFiles: boolean;
}

const oneDay = 'it speaks of something of that day: an id, a host, a port or a date';

/** Whether a text names what another day will not have: ids, hashes, addresses, dates. */
function ofOneDay(text: string): boolean {
  return (
    /\b\d{4}-\d\d-\d\d\b|\b(?:localhost|\d{1,3}(?:\.\d{1,3}){3}):\d|\b[0-9a-f]{7,40}\b(?<=\d[a-f]*)/.test(text) ||
    text
      .split(/[^A-Za-z0-9]+/)
      .some((word) => word.length >= 8 && (word.match(/\d+[A-Za-z]|[A-Za-z]\d+/g)?.length ?? 0) > 1)
  );
}

/** Why another form of a command that worked is not yet believed. */
export function otherFormWaits(form: OtherForm): string[] {
  const {
    ran,
    failedToo,
    fromRoot,
    dropped,
    fewer,
    otherwise,
    guessed,
    wrongPath,
    wrongName,
    installed,
    otherVerb,
    rights,
    otherRunner,
    unproven,
    failsLater,
    workedBefore,
    movesFiles,
    shown,
  } = form;
  const waits: string[] = [];
  if (ran) waits.push('it ran and failed at its work: that another form of it worked may have other reasons');
  if (failedToo) waits.push('what got further then failed at its work, so it may not be the right form');
  if (fromRoot) waits.push('the folder in which the shell stood made the difference');
  if (dropped > 0) waits.push('it leaves out an option of which the error says nothing');
  if (fewer) waits.push('words that were too many for the program were left out: it says so itself');
  if (otherwise) waits.push('the two differ in more than what the error speaks of');
  if (ofOneDay(shown)) waits.push(oneDay);
  if (guessed) waits.push('a path outside the repository that was guessed wrongly');
  if (wrongPath) waits.push('a file that was not there: the next one will be another');
  if (wrongName) waits.push('what goes by which name there was so at that moment');
  if (rights) waits.push('rights on this one machine, for a thing to be done once');
  if (otherRunner) waits.push('another runner may have fetched another program of that name');
  if (unproven) waits.push('what it printed does not show that it worked');
  if (failsLater) waits.push('the form that worked failed afterwards as often as not');
  if (workedBefore) waits.push('it had worked before, and what was left out may have been the point');
  if (movesFiles) waits.push('files were moved about, which is over');
  if (installed) waits.push('what was missing was installed meanwhile');
  if (otherVerb) waits.push('nothing shows that it does what the unknown name was meant to do');
  return waits;
}

/** What is known of the commands that were run between a failure and the same command working. */
export interface WayOut {
  readonly remedies: readonly Remedy[];
  readonly error: string;
  /** A person spoke, and so may have acted, in between. */
  readonly spoken: boolean;
  /** Files were mended in between, too. */
  readonly mixed: boolean;
  /** A check that names nothing, and its own `fix`. */
  readonly selfMended: boolean;
}

/** Why commands that were run before the one that worked are not yet believed to have mended it. */
export function wayOutWaits({ remedies, error, spoken, mixed, selfMended }: WayOut): string[] {
  const waits: string[] = remedies.some((one) => ofOneDay(one.shown)) ? [oneDay] : [];
  const named = remedies.some((one) => one.named);
  if (spoken && !named) waits.push('a person spoke meanwhile and may have mended it');
  if (selfMended) waits.push('a check that is mended by its own fix is no news');
  if (mixed) waits.push('files were mended, too: nothing shows which it was');
  if (remedies.length > 1) waits.push('several commands were run: nothing shows which of them mended it');
  else if (remedies.every((one) => installs.test(one.shown)))
    waits.push('installing what is missing is what anybody does, and may be due to a fresh checkout only');
  else if (remedies.every(mendsOneFile))
    waits.push('it mends the one file that it names, and the next failure will be about another');
  else if (remedies.every((one) => ofThisMachine.test(one.shown)))
    waits.push('it mends the state of this one machine or checkout');
  else if (
    !remedies.every((one) => sets.test(one.shown) && (one.asked || (isMissing.test(error) && !isOfOneRun(error))))
  )
    waits.push('nothing but the order of the commands says that this mended it');
  return waits;
}

/** Whether a line installs something: by a package manager, or by a script from the web. */
export function isInstall(line: string): boolean {
  return line
    .split(/\s*(?:&&|;|\n)\s*/)
    .some(
      (command) =>
        installs.test(command) || /^(?:curl|wget|iwr|irm)\b[^|]*\|\s*(?:sudo )?(?:\w*sh|iex)\b/.test(command),
    );
}

/** What the package managers of the languages and systems bring. */
const installs =
  /^(?:sudo )?(?:(?:npm|pnpm|yarn|bun|deno)(?: -\S+(?: \S+)?)? (?:i|ci|install|add)\b|yarn$|(?:python\S* -m )?pip\d? install|uv (?:sync|pip|add|tool)|(?:poetry|pipenv|pdm|rye|bundle|composer|mix deps\.get|flutter pub|dart pub|swift package|cargo|go|brew|apt|apt-get|apk|dnf|yum|pacman|choco|winget|gem|rustup|mise|asdf|nvm|fnm|volta|corepack|conda)\b.*\b(?:install|add|get|sync|fetch|download|tidy|restore|update|resolve|enable|use)\b|dotnet restore)/;

/** Whether a formatter or fixer was given a file by its name. */
export function mendsOneFile({ shown }: Remedy): boolean {
  return ofOneFile.test(shown);
}

const ofOneFile = /(?:^|[\s:-])(?:fix|write|format|fmt|apply|-w)\b.* (?!-)\S*[\w)\]]\.[a-z]{1,5}$/i;

/** Rights, processes, folders and services. */
const ofThisMachine =
  /^(?:sudo )?(?:chmod|chown|mkdir|kill|pkill|killall|export|unset|source|\.|touch|ln|ulimit|systemctl|service|launchctl|ssh-add|open|sleep|git|gh)\b|^(?:mise|direnv|asdf) (?:trust|allow)\b/;

/** What belongs to setting a project up: its scripts and targets, what is generated, migrated or started for it, its examples. */
const sets =
  /^(?:(?:npm|pnpm|yarn|bun|deno|turbo|nx|composer|hatch|pdm|mise|rush|moon|just|task|make|gmake|rake|invoke|inv|mage|nox|tox|mix|\.?\/?gradlew?|mvn|\.\/mvnw|cargo|go|dotnet)\b|(?:(?:python|node|ruby|bash|sh|tsx|ts-node|deno)\S* )?(?:\.\/)?[\w.-]+(?:\/[\w.-]+)*\.(?:sh|py|m?[jt]s|rb)\b|\.\/[\w./-]+|(?:protoc|buf|sqlc|mockgen|flyway|liquibase|dbmate|goose)\b|cp \S*(?:example|sample|template|dist)\b)|\b(?:generate|gen|codegen|migrate|migrations?|upgrade head|up|build|compile|setup|bootstrap|init|seed|protos?)\b/;

const isMissing =
  /not found|cannot find|undefined:|has no exported|unresolved (?:import|reference)|missing|no such|not installed|unable to|refused|not (?:yet )?(?:been )?(?:up|running|built|generated|initiali[sz]ed)|does(?: not|n't) exist|not (?:been )?applied/i;

/** What is known of a rule in a user's words. */
export interface Wording {
  /** The rule, without what the agent added. */
  readonly rules: string;
  /** How the user said it: the forms of `directive-patterns.ts`. */
  readonly forms: ReadonlySet<string>;
  /** Said to hold for more than this once. */
  readonly lasting: boolean;
  /** What the agent called before and calls now, or the convention it found, bears it out. */
  readonly borneOut: boolean;
  /** The session works on texts: there, words are what a rule is about. */
  readonly prose: boolean;
  readonly opening: boolean;
  readonly loose: boolean;
  readonly musing: boolean;
  readonly task: boolean;
  readonly template: boolean;
  /** The agent wrote it into the instructions that every session begins with. */
  readonly instructed: boolean;
  /** One of several numbered demands. */
  readonly listed: boolean;
  /** The agent's restatement stands in for the user's words. */
  readonly retold: boolean;
  /** What it speaks of was taken from the file that was edited for it, and the agent did not say that the user is right. */
  readonly inferred: boolean;
  /** Put as a question that may be meant as one, and not conceded. */
  readonly asked: boolean;
  /** Many words, of which it is a part. */
  readonly long: boolean;
  /** More than half of what the user said in that turn is something else. */
  readonly lifted: boolean;
  /** Said beside something to be done at once. */
  readonly beside: boolean;
  /** A reason was given. */
  readonly reasoned: boolean;
}

/** Why a rule in a user's words is not yet taken for one. */
export function wordingWaits(wording: Wording): string[] {
  const { rules, forms } = wording;
  const waits: string[] = [];
  if (wording.template) waits.push('it reads like a prompt written beforehand, not like something said of this work');
  if (wording.loose) waits.push('the words do not read by themselves');
  if (wording.musing) waits.push('a thought put up for discussion');
  if (wording.task) waits.push('a task among the words: done, it may be over');
  if (wording.beside && !wording.lasting) waits.push('said with a task, of which it may be a part');
  if (wording.opening && !wording.lasting) waits.push('said with the first task, of which it may be a part');
  if (wording.instructed) waits.push("it was written into the agents' instructions: every session reads it there");
  if (wording.listed) waits.push('one of several demands of one task');
  if (wording.retold) waits.push("the words are the agent's: only it says what the user meant");
  if (wording.inferred) waits.push('what it speaks of is taken from the file that was edited for it');
  if (wording.lifted) waits.push('one sentence of several: what it refers to may stand in the others');
  if (wording.asked) waits.push('it was put as a question');
  if (waits.length > 0) return waits;
  if (forms.has('fact') && finding.test(rules)) return ['a finding about the code as it stood'];
  if (
    /^No (?:need (?:for|to)\b|[\w -]+ (?:needed|required|necessary)\b)/.test(rules) &&
    !wording.lasting &&
    !wording.reasoned
  )
    return ['a veto of the moment, without a reason'];
  if (bareUse.test(rules)) return ['it says too little: what for, and instead of what'];
  if (wording.borneOut || wording.prose || alike.test(rules)) return [];
  const work = ofWork.test(rules) && !ofProduct.test(rules);
  if (wording.lasting && (work || !ofProduct.test(rules))) return [];
  // Said of the work, and against something, for a reason, or of where and by what it is done: else it is about the moment.
  const stands =
    forms.has('contrast') ||
    forms.has('never') ||
    wording.reasoned ||
    / (?:instead of|rather than) /.test(rules) ||
    ofPlace.test(rules);
  if (work && stands && !wording.long && !/"[^"]+"/.test(rules)) return [];
  if (work) return ['nothing says that it holds for more than this once'];
  return [
    appearance.test(rules)
      ? 'how something looks or is worded was changed: the code says it by now'
      : 'a change that was asked for and made: the code says it by now',
  ];
}

/** Whether a rule is about how one works on a program. */
export function isOfWork(rules: string): boolean {
  return ofWork.test(rules);
}

/** Words for what a person sees of a program. */
const appearance =
  /"[^"]+"|\b(?:shown?|shows|display(?:s|ed)?|render(?:s|ed)?|appear(?:s|ed)?|hid(?:e|es|den)|highlight\w*|animat\w*|labels?|titles?|icons?|buttons?|colou?rs?|fonts?|avatars?|padding|margins?|tooltips?|menus?|badges?|sidebar|dropdown|modal|emojis?)\b/i;
/** Words for what somebody does with a program, and what it does then. */
const ofProduct =
  /\b(?:shown?|shows|display(?:s|ed)?|click(?:s|ed|ing)?|hover|scroll\w*|drag\w*|tap|screens?|customers?|visitors?|players?|panels?|dialogs?|modals?|viewer|tabs?|toggle|selections?|drop-?downs?|buttons?|menus?|sidebar|layout|canvas|notifications?)\b/i;
/** "Use uv as the package manager", "fixtures live in `test/fixtures`". */
const ofPlace =
  /^(?:Only )?[Uu]se \S+(?: \S+){0,3} (?:as|for) |\b(?:lives?|belongs?|stays?|goes?|kept|stored|put) (?:in|into|under|at|next to|beside)\b/;
/** A thing to use, and nothing else; or a thought to build on. */
const bareUse = /^(?:Only )?[Uu]se (?:(?:the )?`?[\w./-]+`?\.$|(?:the|an?) (?:idea|concept|notion|thought) of\b)/;
/** Words for how one works on a program, not for what it does. */
const ofWork =
  /\b(?:commits?|committing|branch(?:es)?|pull requests?|PRs?|push(?:es|ing)?|merg(?:e|es|ing)|rebas(?:e|es|ing)|squash\w*|force-push|changelog|changesets?|tests?|testing|mock(?:s|ed|ing)?|stubs?|fixtures?|coverage|lint(?:s|ed|er|ing)?|formatter|formatted|type-?checks?|CI|code reviews?|dependenc(?:y|ies)|librar(?:y|ies)|npm|pnpm|yarn|bun|pip|uv|poetry|cargo|docker|npx|bunx|generated|by hand|hand-edit\w*|vendored|migrations?|comments?|docstrings?|documentation|readme|agents\.md|claude\.md|helpers?|utilit(?:y|ies)|duplicat\w*|reus(?:e|es|ing)|hard-?code\w*|naming|worktrees?|staging|production|secrets?|credentials|backward compatib\w*|legacy|frozen|deprecated|read-?only|off[ -]limits)\b|`(?:git|gh|make|just|task|go|node|deno|python3?|uvx|mvn|gradle|dotnet|php|composer|ruby|bundle|mise|nix)\b/i;
const alike =
  /\blike the (?:others?|rest|existing)\b|\bconsisten(?:t|cy)\b|\bsame (?:way|style|pattern) as\b|\bas (?:everywhere|elsewhere)\b/i;
const finding = /\bbut (?:is |are |was )?(?:never|not)\b/i;

/** Why a choice between possibilities is not yet taken for a decision that later sessions must know. */
export const choiceWaits =
  'a choice made for the work at hand: a person or a later session confirms that it still holds';
