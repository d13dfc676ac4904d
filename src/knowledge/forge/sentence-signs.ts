import { wordSigns } from './word-signs.ts';

/** Words with which the patterns of `sentence-worth.ts` and `rephrase.ts` begin, or that they cannot do without. */
const words = {
  cause: 'because since therefore which due cause reason result that so$ otherwise lead trigger break fail come depend',
  rule:
    'must never always only need has$ have$ should cannot can$ do$ does doesn don$ isn$ aren$ won$ instead rather just requir expect use$ avoid ' +
    'prefer keep sure ensure without before unless default supported longer already',
  contrast:
    'but$ however although though even$ while whereas despite not$ instead actually fact only still yet unlike except',
  hedge: 'might maybe perhaps probably possibly wonder sure could seem likely suggest',
  plan: 'i$ let$',
  personal: 'i$ me$ my$ mine you',
} as const;

const groups = Object.keys(words) as (keyof typeof words)[];

/** Which words a sentence holds: a bit for each group, set also where the sentence is too long to be looked at. */
export const signsOf = wordSigns(groups.map((group) => words[group]));

/** The bit of each group. */
export const sign = Object.fromEntries(groups.map((group, at) => [group, 1 << at])) as Record<
  keyof typeof words,
  number
>;
