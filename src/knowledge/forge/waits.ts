import { codeNames } from './code-names.ts';
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
  /** Only the folder in which the shell stood made the difference. */
  readonly fromRoot: boolean;
  /** Options that are gone although the error says nothing of them. */
  readonly dropped: number;
  /** The program was called by a path outside the repository that is not there. */
  readonly guessed: boolean;
}

/** Why another form of a command that worked is not yet believed. */
export function otherFormWaits({ ran, fromRoot, dropped, guessed }: OtherForm): string[] {
  const waits: string[] = [];
  if (ran) waits.push('it ran and failed at its work: that another form of it worked may have other reasons');
  if (fromRoot) waits.push('the folder in which the shell stood made the difference');
  if (dropped > 1) waits.push('it leaves out more than the error speaks of');
  if (guessed) waits.push('a path outside the repository that was guessed wrongly');
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
  const waits: string[] = [];
  const named = remedies.some((one) => one.named);
  if (spoken && !named) waits.push('a person spoke meanwhile and may have mended it');
  if (selfMended) waits.push('a check that is mended by its own fix is no news');
  if (mixed) waits.push('files were mended, too: nothing shows which it was');
  if (remedies.length > 1) waits.push('several commands were run: nothing shows which of them mended it');
  else if (remedies.every((one) => installs.test(one.shown)))
    waits.push('installing what is missing is what anybody does, and may be due to a fresh checkout only');
  else if (remedies.every((one) => ofThisMachine.test(one.shown)))
    waits.push('it mends the state of this one machine or checkout');
  else if (
    !remedies.every((one) => sets.test(one.shown) && (one.asked || (isMissing.test(error) && !isOfOneRun(error))))
  )
    waits.push('nothing but the order of the commands says that this mended it');
  return waits;
}

/** What the package managers of the languages and systems bring. */
const installs =
  /^(?:sudo )?(?:(?:npm|pnpm|yarn|bun|deno)(?: -\S+(?: \S+)?)? (?:i|ci|install|add)\b|yarn$|(?:python\S* -m )?pip\d? install|uv (?:sync|pip|add|tool)|(?:poetry|pipenv|pdm|rye|bundle|composer|mix deps\.get|flutter pub|dart pub|swift package|cargo|go|brew|apt|apt-get|apk|dnf|yum|pacman|choco|winget|gem|rustup|mise|asdf|nvm|fnm|volta|corepack|conda)\b.*\b(?:install|add|get|sync|fetch|download|tidy|restore|update|resolve|enable|use)\b|dotnet restore)/;

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
  readonly contrast: boolean;
  readonly reasoned: boolean;
  /** What the agent called before and calls now, or the convention it found, bears it out. */
  readonly borneOut: boolean;
  /** The session works on texts: there, words are what a rule is about. */
  readonly prose: boolean;
  readonly opening: boolean;
  readonly loose: boolean;
  readonly musing: boolean;
  readonly task: boolean;
  readonly template: boolean;
}

/** Why a rule in a user's words is not yet taken for one. */
export function wordingWaits(wording: Wording): string[] {
  const { rules, forms } = wording;
  const waits: string[] = [];
  if (wording.template) waits.push('it reads like a prompt written beforehand, not like something said of this work');
  if (wording.loose) waits.push('the words do not read by themselves');
  if (wording.musing) waits.push('a thought put up for discussion');
  if (wording.task) waits.push('a task among the words: done, it may be over');
  if (wording.opening && !wording.lasting) waits.push('said with the first task, of which it may be a part');
  if (waits.length > 0) return waits;
  if (forms.has('fact') && finding.test(rules)) return ['a finding about the code as it stood'];
  const conditional = /^(?:when|if)\b/i.test(rules) && !/\b(?:always|never)\b/i.test(rules);
  if ((wording.lasting && !conditional) || wording.borneOut || wording.prose) return [];
  if (/"[^"]+"/.test(rules) || appearance.test(rules))
    return ['how something looks or is worded was changed: the code says it by now'];
  const names = codeNames(rules, 6).length;
  const holds =
    wording.reasoned ||
    alike.test(rules) ||
    names > 1 ||
    (names === 0
      ? !oneThing.test(rules) && (wording.contrast || prohibits.test(rules))
      : wording.contrast ||
        forms.has('never') ||
        forms.has('fact') ||
        forms.has('convention') ||
        only.test(rules) ||
        places.test(rules));
  return holds ? [] : ['a change that was asked for and made: the code says it by now'];
}

/** Words for what a person sees of a program. */
const appearance =
  /\b(?:shown?|shows|display(?:s|ed)?|render(?:s|ed)?|appear(?:s|ed)?|hid(?:e|es|den)|highlight\w*|animat\w*|labels?|titles?|icons?|buttons?|colou?rs?|fonts?|avatars?|padding|margins?|tooltips?|menus?|badges?|sidebar|dropdown|modal|emojis?)\b/i;
/** One thing of the product that shall be so. */
const oneThing = /^(?:the|an?|each) [\w-]+(?: [\w-]+){0,2} (?:should|must|needs? to|has to|goes|uses|gets)\b/i;
const finding = /\bbut (?:is |are |was )?(?:never|not)\b/i;
const prohibits = /^(?:do not|never|avoid)\b|\b(?:must|should) not\b/i;
const only = /\bonly\b/i;
const alike =
  /\blike the (?:others?|rest|existing)\b|\bconsisten(?:t|cy)\b|\bsame (?:way|style|pattern) as\b|\bas (?:everywhere|elsewhere)\b/i;
const places = /\b(?:lives?|belongs?|goes?|go|stored|kept|stays?|put) (?:in|into|under|at|next to|beside)\b/i;

/** What is known of a user's answer to a question with options. */
export interface Chosen {
  /** In the user's own words, not one of the options. */
  readonly own: boolean;
  readonly personal: boolean;
  /** The question itself does not say what it is about. */
  readonly vague: boolean;
  /** The agent recommended one of the options: the one that was taken, or another one. */
  readonly recommended: 'taken' | 'passed over' | null;
  /** The question, and what was not chosen. */
  readonly asked: string;
}

/** Why a choice is not yet taken for a decision that later sessions must know. */
export function choiceWaits(choices: readonly Chosen[]): string[] {
  const reasons = choices.map((one) => choiceWaitsBecause(one));
  // Of several put together one that holds carries the others.
  return reasons.some((reason) => reason === null) ? [] : [...new Set(reasons.filter((reason) => reason !== null))];
}

function choiceWaitsBecause({ own, personal, vague, recommended, asked }: Chosen): string | null {
  if (own || personal) return 'an answer in words of its own, which may not read without the talk around it';
  if (vague) return 'the question does not say what it is about';
  if (recommended === 'passed over') return null;
  if (recommended === 'taken') return 'what the agent had recommended was taken and done: the code says it by now';
  return codeNames(asked).length > 0 ? null : 'a choice that names nothing of the code: made, it may be over';
}
