/**
 * Tells a question about the course of the session ("what next?", "more questions?") from one about the thing that is
 * built: the answer to the first is over when the session is.
 */

const asksWhatToDo =
  /\b(?:would|do|shall|should) (?:you|we|i) (?:like|want|prefer|rather)?\s*(?:me |us )?(?:to )?(?:do|proceed|continue|go on|start|begin|tackle|discuss|explore|see|review|commit|push|force-?push|merge|rebase|amend|open|generate|draft|stop|finish|move on|try|look|update the plan|work on|focus|prioriti[sz]e|address|investigate|re-?run|retry|wait|skip)\b/i;
const named =
  /\bship (?:this|that|it)\b|\bas part of (?:this|the current)\b|\bwhat(?:'s| is| comes)? next\b|\bnext (?:steps?|area|topic|phase|question)\b|\bmore questions\b|\b(?:move|go|continue) (?:on )?to\b.{0,30}\?|\b(?:are|is) (?:we|you|this|that|it|everything|the plan) (?:done|ready|ok(?:ay)?|good|correct|complete|finished|happy|fine|satisfied)\b|^(?:all )?(?:ready|done|good|ok(?:ay)?|happy|proceed|continue|approve)\b|\b(?:approve|confirm|looks? (?:good|right|correct|ok))\b|\bhow (?:should|shall|do|would|could|can) (?:i|we|you)(?: like(?: me)?| want(?: me)?)?(?: to)? (?:proceed|continue|go about|start|begin)\b|\b(?:this|these|those|the (?:changes?|fixe?s|fixups?|work)) ?\w* be (?:committed|pushed|merged)\b|\bcan you (?:reproduce|confirm|check|try|test|provide|share|paste|run|see)\b|\bare you (?:seeing|able|sure|using|running|getting)\b|\bdid (?:you|it|that)\b|\bwhich (?:of (?:these|those|the) )?(?:issues?|items?|findings?|comments?|tasks?|todos?|areas?|phases?|topics?|tickets?|prs?|bugs?|fix(?:es)?|findings?|changes) (?:should|do|would|shall) (?:i|we|you)\b/i;
const header =
  /^(?:actions?|next(?: (?:steps?|action|move))?|proceed|continue|force push|discuss|sequencing|order|repro(?:duce|duction)?(?: steps)?|todo|resume)$/i;
/** "Comment 2/3": a list is gone through. */
const oneOfMany = /\b\d+ ?(?:\/|of) ?\d+\b/;
const act =
  /^(?:(?:yes|no)\b.{0,4}|work on|start\b|run \/|open (?:plan|pr|the plan)|next area|more questions|brainstorm|put it back|view |show me|fix (?:all|critical|everything|it|them|now)|skip|proceed|continue|done\b|stop\b|wait\b|later|not now|pause|commit|push|merge|amend|new commit|create (?:pr|issue|a pr|a commit)|move on|go ahead|looks good|approve|revise|discuss|just (?:do|implement)|cancel|abort|let me|i'll|help me|try again|retry)/i;

/** Whether a question, its heading and its options ask what the agent shall do next, not how something shall be. */
export function isAboutCourse(question: string, topic: string, options: readonly string[]): boolean {
  if (asksWhatToDo.test(question) || named.test(question) || header.test(topic.trim())) return true;
  if (oneOfMany.test(topic)) return true;
  return options.length > 0 && options.filter((option) => act.test(option)).length >= Math.max(2, options.length - 1);
}

/** Whether an answer in the user's own words only says to go on, or what to do first. */
export function isGoing(answer: string): boolean {
  return act.test(answer);
}
