/**
 * Secrets that are told by the name before them: `API_TOKEN=…`, `"password": "…"`, `--secret …`, `Authorization: …`.
 * The value is judged too, because code is full of names like these with harmless values behind them.
 */
const name = `(?<name>(?<![A-Za-z0-9])[A-Za-z0-9_.-]{0,60}?(?:secret|token|passw(?:or)?d|passphrase|passwd|pwd|api[_-]?key|access[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|service[_-]?key|license[_-]?key|account[_-]?key|auth[_-]?key|credentials?|_auth)(?<rest>[A-Za-z0-9_-]{0,24}))`;
const separator = String.raw`(?<sep>\\{0,3}["'\x60]?\s{0,3}(?::=|=>|=|:)\s{0,3})`;
const quotedValue = String.raw`(?<quote>\\{0,3}["'\x60])(?<quoted>(?:(?!\k<quote>)[^\n]){1,400})\k<quote>`;
const bareValue = String.raw`(?<open>\\{0,3}["'\x60]?)(?<bare>[^\s"'\x60,;&|(){}\[\]<>\\]{1,400})`;
const assignment = new RegExp(`${name}${separator}(?:${quotedValue}|${bareValue})`, 'gi');
const keywords = /secret|token|passw|passphrase|pwd|api[_-]?key|[a-z][_-]?key|credential|_auth/i;

/** Behind these, a name speaks of something around a secret. */
const harmlessRest =
  /^(?:s$|s?[_-]?(?:count|limit|usage|used|budget|names?|type|ids?|path|file|dir|url|uri|length|len|size|iz|hash|field|label|regex|pattern|expir|ttl|env|var|ref|manager|store|service|provider|source|kind|format|policy|required|enabled|valid|per|total|input|output|cost|estimate|cache|reset|change|strength|prompt|param|header|helper|handler|error|missing|scan|lint|version|window|stream|budget|rate)|er\b|ed\b|less)/i;
const harmlessName =
  /(?:^|[_.-])(?:max|min|num|total|input|output|prompt|completion|cached?|context|n|per|used|remaining|csrf_?header|next|current|prev|line|start|end|syntax|jsx?)[_.-]?tokens?$/i;
const placeholder =
  /^(?:\$|%|@|#|<|\{|\*+$|x{3,}|\.{2,}|…|-+$|_+$|your[-_ ]|my[-_ ]?(?:secret|token|password|api|key)|example|sample|dummy|fake|test$|change[-_]?me|placeholder|redacted|\[redacted|process\.env|os\.(?:environ|getenv)|env[.(]|import\.meta|secrets\.|vars\.|string\b|number\b|boolean\b|object\b|unknown\b|null\b|undefined\b|none\b|nil\b|true\b|false\b|yes$|no$|on$|off$|required|optional|missing|invalid|empty|password$|passwd$|secret$|token$|key$|new |await |this\.|self\.|ctx\.|config\.|options?\.|request\.|req\.|user\.|body\.|data\.|params\.|props\.|args\.|settings\.|state\.)/i;

/** Replaces the values that belong to secret names. */
export function redactNamed(text: string): string {
  let out = text;
  if (keywords.test(out)) {
    out = out.replace(assignment, (...match) => {
      const whole = String(match[0]);
      const groups = match.at(-1) as Record<string, string | undefined>;
      const value = groups['quoted'] ?? groups['bare'] ?? '';
      const key = groups['name'] ?? '';
      if (
        !isSecret(
          key,
          groups['rest'] ?? '',
          groups['sep'] ?? '',
          value,
          groups['quoted'] !== undefined || Boolean(groups['open']),
        )
      )
        return whole;
      const at = whole.lastIndexOf(value);
      return `${whole.slice(0, at)}[redacted: ${labelOf(key)}]${whole.slice(at + value.length)}`;
    });
  }
  for (const rule of shapes) {
    if (!rule.hint.test(out)) continue;
    out = out.replace(rule.pattern, (...match) => {
      const whole = String(match[0]);
      const secret = (match.at(-1) as Record<string, string | undefined>)['secret'] ?? '';
      if (placeholder.test(secret) || (rule.accept && !rule.accept(secret))) return whole;
      const at = whole.lastIndexOf(secret);
      return `${whole.slice(0, at)}[redacted: ${rule.kind}]${whole.slice(at + secret.length)}`;
    });
  }
  return out;
}

interface Shape {
  readonly kind: string;
  readonly hint: RegExp;
  readonly pattern: RegExp;
  readonly accept?: (secret: string) => boolean;
}

const hasDigit = (secret: string): boolean => /\d/.test(secret);

const shapes: readonly Shape[] = [
  /** The password, or a bare key, in an address. */
  {
    kind: 'password',
    hint: /:\/\//,
    pattern: /:\/\/[^\s/:@"'`<>[\]]{0,200}:(?<secret>[^\s/"'`<>[\]]{1,200})@(?=[\w[$])/g,
  },
  {
    kind: 'password',
    hint: /:\/\//,
    pattern: /:\/\/[^\s/:@"'`<>[\]]{1,200}:(?<secret>[^\s"'`<>[\]]{1,200})@(?=[\w.-]+(?::\d+)?(?![\w@-]))/g,
    accept: (secret) => !/^\d{1,5}(?:\/|$)/.test(secret),
  },
  { kind: 'key', hint: /:\/\//, pattern: /:\/\/(?<secret>[A-Za-z0-9_-]{20,200})@(?=[\w-])/g, accept: hasDigit },
  {
    kind: 'key',
    hint: /[?&]/,
    pattern:
      /[?&](?:key|api_?key|access_token|auth|token|code|client_secret|sig|signature|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token)=(?<secret>[^\s&"'`#<>[\]]{12,600})/gi,
    accept: hasDigit,
  },
  {
    kind: 'bearer',
    hint: /bearer|authorization/i,
    pattern: /\bBearer\s{1,3}(?<secret>[\w.~+/-]{12,2000}={0,2})/gi,
    accept: (secret) => hasDigit(secret) || /[a-z][A-Z]/.test(secret),
  },
  {
    kind: 'authorization',
    hint: /authorization/i,
    pattern:
      /\bAuthorization\\{0,3}["']?\s{0,3}[:=]\s{0,3}\\{0,3}["']?(?:Basic|Token|Digest|ApiKey|Negotiate|AWS4-HMAC-SHA256)\s{1,3}(?<secret>[^\s"'`\\[\]]{6,2000})/gi,
  },
  {
    kind: 'authorization',
    hint: /authorization/i,
    pattern: /\bAuthorization\\{0,3}["']?\s{0,3}[:=]\s{0,3}\\{0,3}["']?(?<secret>[\w.~+/=-]{16,2000})/gi,
    accept: hasDigit,
  },
  {
    kind: 'cookie',
    hint: /cookie/i,
    pattern: /\b(?:Set-)?Cookie:\s{0,3}(?<secret>[\w!#$%&*+.^|~-]{1,100}=[^\n"'`\\[\]]{6,4000})/gi,
  },
  {
    kind: 'password',
    hint: /--?[a-z-]{0,60}(?:password|passwd|token|secret|key|pass)\b/i,
    pattern:
      /(?<![\w-])--?[a-z-]{0,30}(?:password|passwd|passphrase|token|secret|api-?key|access-?key|auth-?key|pass)(?:=|\s{1,2})["']?(?<secret>[^\s"'`|;&<>()[\]-][^\s"'`|;&<>()[\]]{5,400})/gi,
    accept: flagValue,
  },
  {
    kind: 'password',
    hint: /\s(?:-u|--user)/,
    pattern: /(?<=\s)(?:-u|--user)(?:=|\s{1,2})?["']?[^\s:"'`[\]]{1,100}:(?<secret>[^\s"'`[\]]{4,200})/g,
    accept: (secret) => !/^\d{1,5}$/.test(secret),
  },
  {
    kind: 'password',
    hint: /\blogin\b/,
    pattern: /\blogin\s{1,4}\S{1,100}\s{1,4}password\s{1,4}(?<secret>[^\s[\]]{3,200})/g,
  },
  {
    kind: 'password',
    hint: /PGPASSWORD|MYSQL_PWD|IDENTIFIED BY|WITH PASSWORD/i,
    pattern: /\b(?:IDENTIFIED BY|WITH (?:ENCRYPTED )?PASSWORD|PASSWORD)\s{1,4}'(?<secret>[^'\n[\]]{3,200})'/gi,
  },
];

/** What follows a flag in prose or in a help text is a word; a secret has digits, capitals inside or odd signs. */
function flagValue(secret: string): boolean {
  return (
    (hasDigit(secret) || /[a-z][A-Z]|[!@#%^*+=~]/.test(secret)) &&
    !/^[\w./-]+\.(?:json|ya?ml|txt|pem|key|env|ts|js|py|toml|go|rs|md)$/i.test(secret)
  );
}

function isSecret(key: string, rest: string, sep: string, value: string, quoted: boolean): boolean {
  if (harmlessRest.test(rest) || harmlessName.test(key) || placeholder.test(value)) return false;
  if (isPath(value) || /^[\w$]+(?:\.[A-Za-z_$][\w$]*)+\(?$/.test(value) || /\$\{|\{\{|^[\w.]+\(/.test(value))
    return false;
  // `pwd` alone is the working folder as often as it is a password; in a connection string it stands before an equals sign.
  if (key === 'pwd' && sep.includes(':')) return false;
  const password = /passw|pwd|passphrase/i.test(key);
  const numeric = /^[\d.,_]+$/.test(value);
  const environment = /^[A-Z0-9_.-]+$/.test(key) && /[A-Z]/.test(key) && /^=$/.test(sep.trim());
  if (numeric) return (password || environment) && value.length >= 6 && !value.includes('.');
  if (environment || /^=$/.test(sep))
    return value.length >= (password ? 4 : 6) && !(/^[a-z]+$/i.test(value) && !password && value.length < 12);
  if (password && quoted) return value.length >= 4 && !/\s\S+\s/.test(value);
  if (password) return value.length >= 6 && /\d|[!@#%^*]/.test(value);
  if (/\s/.test(value)) return false;
  return (
    value.length >= 12 && /\d/.test(value) && /[a-z]/i.test(value) && !/^[a-z]+(?:[-_][a-z0-9]{1,12})+$/.test(value)
  );
}

/** `/run/secrets/db`, `./token.txt`: the place of a secret, not the secret. */
function isPath(value: string): boolean {
  return (
    /^(?:\.{1,2}|~)?\/[\w.-]+(?:\/[\w.-]+)*\/?$/.test(value) &&
    !value.split('/').some((part) => part.length > 30 || (/[A-Z]/.test(part) && /[a-z]/.test(part) && /\d/.test(part)))
  );
}

function labelOf(key: string): string {
  if (/passw|pwd|passphrase/i.test(key)) return 'password';
  if (/key/i.test(key)) return 'key';
  return /token|_auth/i.test(key) ? 'token' : 'secret';
}
