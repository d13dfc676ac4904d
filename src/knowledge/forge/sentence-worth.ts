import { codeNames } from './code-names.ts';
import { sign, signsOf } from './sentence-signs.ts';

/** What makes a sentence worth keeping, apart from what it is about. */
export interface Worth {
  /** Sum of the signs below; about 0 for chat, 3 and more for a lesson. */
  readonly value: number;
  readonly names: readonly string[];
  readonly cause: boolean;
  readonly rule: boolean;
  readonly contrast: boolean;
}

const causes =
  /\b(?:because|since|therefore|which (?:means|breaks|causes|makes|is why)|due to|caused by|causes?|as a result|so that|the reason|that's why|so (?:it|the|they|this|we|any|every|no)\b|otherwise|leads? to|results? in|triggers?|breaks?|fails? (?:when|because|with|if|on)|comes? from|depends? on)/i;
const rules =
  /\b(?:must|never|always|only|needs? to|has to|have to|should|cannot|can't|do(?:es)? not|doesn't|don't|isn't|aren't|won't|instead of|instead|rather than|not just|requires?|required|expects?|use\b|avoid|prefer|keep|make sure|ensure|without|before|unless|by default|not supported|no longer|already)\b/i;
const contrasts =
  /\b(?:but|however|although|though|even (?:though|if|when|after)|while|whereas|despite|not|instead|actually|in fact|only|still|yet|unlike|except)\b/i;

/**
 * Rates one sentence. Cheap: a few bounded patterns, tried where one of their words is there.
 * @param personal how many words of the first and second person are in it
 * @param progress whether it only announces, reports or asks
 * @param signs its {@link signsOf}, where they are known
 */
export function worthOf(sentence: string, personal: number, progress: boolean, signs = signsOf(sentence)): Worth {
  const names = codeNames(sentence, 12);
  const cause = (signs & sign.cause) !== 0 && causes.test(sentence);
  const rule = (signs & sign.rule) !== 0 && rules.test(sentence);
  const contrast = (signs & sign.contrast) !== 0 && contrasts.test(sentence);
  let value = Math.min(names.length, 4) * 0.8;
  if (cause) value += 1.2;
  if (rule) value += 0.8;
  if (contrast) value += 0.5;
  if (sentence.length < 45) value -= 1;
  if (sentence.length > 330) value -= 0.8;
  if (progress) value -= 2.5;
  value -= Math.min(personal, 3) * 0.5;
  if (
    (signs & sign.hedge) !== 0 &&
    /\b(?:might|maybe|perhaps|probably|possibly|I wonder|not sure|could be|seems?|likely|suggests?)\b/i.test(sentence)
  )
    value -= 0.8;
  if (/^(?:So |But |And )?(?:This|That|It|They|These|Those|Which|He|She)\b(?! `)/.test(sentence)) value -= 0.5;
  return { value, names, cause, rule, contrast };
}
