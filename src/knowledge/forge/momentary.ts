const momentary =
  /\b(?:working tree|work ?tree|(?:tracked|only|this|the) diff|local (?:checkout|branch|main)|is (?:deleted|committed|pushed|merged|running|staged|green)|(?:deleted|committed|pushed|staged) (?:locally|to)|commits? (?:behind|ahead)|up to date)\b|^(?:Verification|Status|Progress|Next steps?|Summary|Tests?|Proposed fix|Spec|More|New)\b[^.]{0,20}[:—–-]|\byour (?!own\b)|\bthe user is (?:seeing|asking|reporting)\b/i;

/** Whether a sentence tells the state of the moment, of a checkout, a run or a talk: true then, and of no use later. */
export function isMomentary(sentence: string): boolean {
  return momentary.test(sentence);
}
