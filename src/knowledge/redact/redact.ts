import { keyFormats } from './key-formats.ts';
import { redactNamed } from './named-secrets.ts';
import { redactPeople } from './people.ts';
import { redactPrivateKeys } from './private-keys.ts';

/** Longer texts are searched piece by piece, so that the time grows with their length and no faster. */
const piece = 200_000;

/**
 * Takes secrets and traces of people out of a text, in place: `[redacted: kind]`, and `~` for a home folder. Hashes of
 * commits, digests, UUIDs and ULIDs stay. Doing it twice changes nothing more.
 */
export function redact(text: string): string {
  if (text.length <= piece) return redactPiece(text);
  let out = '';
  for (let at = 0; at < text.length; ) {
    const end = text.lastIndexOf('\n', at + piece);
    const next = end > at ? end + 1 : at + piece;
    out += redactPiece(text.slice(at, next));
    at = next;
  }
  return out;
}

/** Takes out secrets alone: for a text that is worked on further, where the folders in it must still be known. */
export function redactSecrets(text: string): string {
  return inRounds(text, secretsOnce);
}

/** The same for every text inside plain data, names of fields included: a section is named by whoever writes it. */
export function redactDeep<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => redactDeep(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), redactDeep(inner)])) as T;
}

/** What one rule leaves can make another see its form; in practice the second round finds nothing. */
const rounds = 6;

function redactPiece(text: string): string {
  return inRounds(text, (out) => redactPeople(secretsOnce(out)));
}

function inRounds(text: string, once: (text: string) => string): string {
  let out = text;
  for (let round = 0; round < rounds; round++) {
    const next = once(out);
    if (next === out) break;
    out = next;
  }
  return out;
}

function secretsOnce(text: string): string {
  let out = redactPrivateKeys(text);
  for (const { kind, hints, pattern, accept } of keyFormats) {
    if (!hints.some((hint) => out.includes(hint))) continue;
    const searched = out;
    out = searched.replace(pattern, (...match) => {
      const whole = String(match[0]);
      if (isInDigest(searched, match.find((one) => typeof one === 'number') ?? 0)) return whole;
      const groups = match.at(-1);
      const secret =
        (typeof groups === 'object' && groups !== null ? (groups as { secret?: string }).secret : undefined) ?? whole;
      return accept && !accept(secret) ? whole : whole.replace(secret, () => `[redacted: ${kind}]`);
    });
  }
  return redactNamed(out);
}

/** Whether a place lies in a digest as lock files and `integrity` attributes have it: chance writes any short mark into one. */
function isInDigest(text: string, at: number): boolean {
  const from = Math.max(0, at - longestDigest);
  const begin = text.slice(from, at).lastIndexOf('sha');
  return begin >= 0 && digest.test(text.slice(from + begin, from + begin + longestDigest + 1));
}

const longestDigest = 'sha512-'.length + 88;
/** Subresource Integrity: the hash's own length in base64, with its padding (W3C SRI, 3.1). */
const digest =
  /^sha(?:1-[A-Za-z0-9+/]{27}=|256-[A-Za-z0-9+/]{43}=|384-[A-Za-z0-9+/]{64}|512-[A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+=])/;
