import type { TrustTier } from '../../schema/learning.ts';

/** Characters that a reader does not see and a model does: zero width, direction overrides, tags. */
const hidden = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\u180e]|\udb40[\udc00-\udc7f]/;
/** Joiners are part of some scripts and of emoji. */
const joined = /(?<=\p{L}|\p{M}|\p{Emoji}|\ufe0f)[\u200c\u200d](?=\p{L}|\p{M}|\p{Emoji})/gu;

/** Text that wants to take over the reader, whoever said it. */
const takeover: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|all|any|existing|system|your|other)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|messages?|context|directives?|safety)\b/i,
    'it tells the reader to ignore its instructions',
  ],
  [
    /\byou are now\b|\bfrom now on,? you (?:are|will|must)\b|\bact as (?:if you (?:are|were)|an? (?:unrestricted|different|new))|\b(?:developer|dan|jailbreak|god) mode\b/i,
    'it tries to give the reader another role',
  ],
  [
    /<\/?\s*(?:system|assistant|human|user|instructions?|tool_(?:use|result|call)|function_calls?|system-reminder|important|admin)\b[^>]{0,80}>|\[\/?INST\]|<\|(?:im_start|im_end|system|endoftext)\|>|^[^\S\r\n]*(?:system|assistant|human)\s*:\s/im,
    'it imitates the marks of a conversation',
  ],
  [
    /\b(?:system prompt|hidden instructions?|new instructions?\s*:)/i,
    'it speaks of system prompts or new instructions',
  ],
  [
    /\b(?:do not|don['’]?t|never|without)\s+(?:\w+\s+){0,2}(?:tell|telling|inform|informing|mention(?:ing)?|notify(?:ing)?|alert(?:ing)?|ask(?:ing)?|show(?:ing)?)\s+(?:\w+\s+){0,3}(?:users?|humans?|developers?|owner|operator|person)\b/i,
    'it wants something kept from the user',
  ],
];

/** Commands that fetch code and run it, or carry secrets away. */
const dangerous: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:curl|wget|fetch|iwr|irm|invoke-webrequest)\b[^\n|]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da|fi)?sh\b|\b(?:curl|wget)\b[^\n|]{0,300}\|\s*(?:sudo\s+)?(?:python3?|node|perl|ruby|iex)\b/i,
    'it runs what it downloads',
  ],
  [
    /\b(?:ba|z)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\()\s*(?:curl|wget)|\beval\s+["']?\$\((?:curl|wget)|\biex\s*\(/i,
    'it runs what it downloads',
  ],
  [
    /\bbase64\s+(?:-d|--decode|-D)\b[^\n]{0,80}\|\s*(?:ba|z)?sh\b|\/dev\/tcp\/|\bnc(?:at)?(?:\s+-\w+){0,12}\s+-e\b/i,
    'it opens a shell to somebody else',
  ],
  [
    /\b(?:curl|wget|nc|scp|rsync|http(?:ie)?|post|upload|send|exfiltrate|forward|e-?mail|transmit)\b[^\n]{0,160}(?:\.env\b|\.ssh\b|id_rsa|id_ed25519|\.aws\b|\.netrc|\.npmrc|credentials?\b|secrets?\b|api[_ -]?keys?\b|(?:access |auth )?tokens?\b|environment variables|passwords?\b)[^\n]{0,160}(?:https?:\/\/|\bto\s+\S+@|\bto\s+(?:the\s+)?(?:server|webhook|endpoint|url)\b)/i,
    'it sends secrets away',
  ],
  [
    /\b(?:curl|wget)\b[^\n]{0,160}https?:\/\/[^\n]{0,160}(?:\.env\b|\.ssh\b|id_rsa|id_ed25519|\.aws\b|\.netrc|credentials?\b|\$\(?(?:env|printenv)|\$\{?[A-Z_]*(?:TOKEN|SECRET|KEY|PASSWORD))/,
    'it sends secrets away',
  ],
  [
    /--dangerously-skip-permissions|--dangerously-bypass|--yolo\b|\bbypassPermissions\b|skip-permissions/i,
    'it switches off the asking for permission',
  ],
  [
    /\brm\s+-(?:rf|fr|r\s+-f)\s+(?:--no-preserve-root\s+)?(?:\/(?:\s|$|\*)|~|\$HOME|\.\s*$|\*)/,
    'it deletes without measure',
  ],
  [
    /\b(?:disable|turn off|switch off|remove|skip)\b[^.\n]{0,30}\b(?:security|authentication|authorization|certificate|tls|ssl|signature|sandbox|permission)\b[^.\n]{0,20}\b(?:checks?|verification|validation|prompts?|controls?|mode|sandbox)?/i,
    'it switches off a protection',
  ],
];

/** Orders to whoever reads, from a source that has nothing to order. */
const orders =
  /\b(?:you|the (?:agent|assistant|ai|model)|ai (?:agents?|assistants?)|agents?|assistants?|claude|codex|gemini|copilot|chatgpt|llms?)\s+(?:must|should|need to|have to|are (?:required|instructed|expected) to|will|shall)\b|\bwhen you (?:read|see|process) this\b|^[^\S\r\n]*(?:important|attention|urgent|note to (?:ai|agents?))\s*[:!]/im;

export interface Suspicion {
  readonly reason: string;
  /** False for a form that an honest user may mean, too: then a person decides. */
  readonly certain: boolean;
}

/**
 * Whether a text looks like an instruction that somebody wants to smuggle into later sessions.
 * @param tier who said it; from a file, the web or a tool's output even a plain order counts
 */
export function suspicionOf(text: string, tier: TrustTier): Suspicion | null {
  if (hidden.test(text.replace(joined, ''))) return { reason: 'it holds hidden characters', certain: true };
  const plain = text.normalize('NFKC');
  for (const [pattern, reason] of takeover) if (pattern.test(plain)) return { reason, certain: true };
  const low = tier === 'file' || tier === 'web';
  for (const [pattern, reason] of dangerous)
    if (pattern.test(plain)) return { reason, certain: low || tier === 'agent' };
  if (low && orders.test(plain))
    return {
      reason: `it gives orders, and it comes from ${tier === 'web' ? 'the web or a tool' : 'a file'}`,
      certain: true,
    };
  return null;
}
