import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { redact, redactDeep } from '../../../src/knowledge/redact/redact.ts';

/** Random-looking characters that are the same in each run; keys are put together here so that none lies in the repository. */
function random(
  length: number,
  alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  seed = 7,
): string {
  let state = seed;
  let text = '';
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)];
  }
  return text;
}
const hex = (length: number) => random(length, '0123456789abcdef', 11);
const upper = (length: number) => random(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 5);
const pem = (name: string) => `-----BEGIN ${name}PRIVATE KEY-----`;
const lines = [random(64), random(64, undefined, 9), `${random(30)}==`];

const seeded: readonly (readonly [string, string, string?])[] = [
  ['AWS access key', `AKIA${upper(16)}`],
  ['AWS temporary key', `ASIA${upper(16)}`],
  ['AWS secret', random(40), `aws_secret_access_key = ${random(40)}`],
  ['GitHub classic', `ghp_${random(36)}`],
  ['GitHub OAuth', `gho_${random(36)}`],
  ['GitHub app', `ghs_${random(36)}`],
  ['GitHub fine-grained', `github_pat_${random(22)}_${random(59)}`],
  ['GitLab', `glpat-${random(20)}`],
  ['Slack bot', `xoxb-${random(12, '0123456789')}-${random(12, '0123456789')}-${random(24)}`],
  ['Slack app', `xapp-1-${upper(11)}-${random(13, '0123456789')}-${hex(64)}`],
  [
    'Slack webhook',
    `T${upper(8)}/B${upper(8)}/${random(24)}`,
    `https://hooks.slack.com/services/T${upper(8)}/B${upper(8)}/${random(24)}`,
  ],
  ['Stripe live', `sk_live_${random(24)}`],
  ['Stripe restricted', `rk_live_${random(24)}`],
  ['Stripe webhook', `whsec_${random(32)}`],
  ['OpenAI project', `sk-proj-${random(48)}`],
  ['OpenAI classic', `sk-${random(48)}`],
  ['Anthropic', `sk-ant-api03-${random(80)}-${random(12)}AA`],
  ['OpenRouter', `sk-or-v1-${hex(64)}`],
  ['Google API', `AIza${random(35)}`],
  ['Google OAuth', `ya29.${random(60)}`],
  ['Google client secret', `GOCSPX-${random(28)}`],
  ['npm', `npm_${random(36)}`],
  ['npmrc', random(36), `//registry.example.org/:_authToken=${random(36)}`],
  ['PyPI', `pypi-AgEIcHlwaS5vcmc${random(100)}`],
  ['JWT', `eyJhbGciOiJIUzI1NiJ9.eyJ${random(40)}.${random(43)}`],
  ['SendGrid', `SG.${random(22)}.${random(43)}`],
  ['Twilio', `SK${hex(32)}`],
  ['Mailgun', `key-${hex(32)}`],
  ['Discord bot', `M${random(23)}.${random(6)}.${random(38)}`],
  ['Discord webhook', random(68), `https://discord.com/api/webhooks/${random(18, '123456789')}/${random(68)}`],
  ['Telegram', `${random(9, '123456789')}:AA${random(33)}`],
  ['age', `AGE-SECRET-KEY-1${upper(58)}`],
  [
    'Azure storage',
    `${random(86)}==`,
    `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${random(86)}==;EndpointSuffix=core.windows.net`,
  ],
  ['Azure SAS', random(44), `https://x.blob.core.windows.net/c?sv=2024&sig=${random(44)}%3D`],
  ['DigitalOcean', `dop_v1_${hex(64)}`],
  ['Hugging Face', `hf_${random(34)}`],
  ['Databricks', `dapi${hex(32)}`],
  ['Vault', `hvs.${random(90)}`],
  ['Groq', `gsk_${random(52)}`],
  ['Linear', `lin_api_${random(40)}`],
  ['Docker', `dckr_pat_${random(27)}`],
  ['Shopify', `shpat_${hex(32)}`],
  ['Grafana', `glsa_${random(32)}_${hex(8)}`],
  ['Postgres URL', 'Tr0ub4dor', 'DATABASE_URL=postgres://app:Tr0ub4dor@db.example.com:5432/app'],
  ['password with a slash in a URL', 'a/b@c9', 'redis://default:a/b@c9@cache.example.com:6379'],
  ['MongoDB URL', 'p%40ss', 'mongodb+srv://admin:p%40ss@cluster0.abc.mongodb.net/test'],
  ['key as user of a URL', random(40), `https://${random(40)}@github.example.com/a/b.git`],
  ['Bearer', random(40), `curl -H "Authorization: Bearer ${random(40)}" https://api.example.com`],
  ['Basic', 'YWRhOmh1bnRlcjI=', 'Authorization: Basic YWRhOmh1bnRlcjI='],
  ['header', random(32), `-H 'x-api-key: ${random(32)}'`],
  ['curl user', 'hunter2hunter', 'curl -u ada:hunter2hunter https://example.com'],
  ['env dump', 'correct-horse-9', 'DB_PASSWORD=correct-horse-9\nPATH=/usr/bin'],
  ['env dump with quotes', 'correct horse 9', 'export SMTP_PASSWORD="correct horse 9"'],
  ['JSON', 'hunter2', '{"user": "ada", "password": "hunter2"}'],
  ['JSON inside JSON', 'hunter2x', String.raw`"{\"user\":\"ada\",\"password\":\"hunter2x\"}"`],
  ['YAML', random(24), `client_secret: ${random(24)}`],
  ['connection string', 'Sup3r!Secret', 'Server=db;Database=app;User Id=sa;Password=Sup3r!Secret;Encrypt=true'],
  ['flag', 'hunter2A', 'mysql --user=root --password=hunter2A -e "select 1"'],
  ['netrc', 's3cretpw', 'machine api.example.com login ada password s3cretpw'],
  ['cookie', random(32), `Cookie: session=${random(32)}; theme=dark`],
  ['private key', lines.join('\n'), `${pem('RSA ')}\n${lines.join('\n')}\n-----END RSA PRIVATE KEY-----`],
  [
    'OpenSSH key in JSON',
    lines[1] ?? '',
    `"${pem('OPENSSH ')}\\n${lines.join('\\n')}\\n-----END OPENSSH PRIVATE KEY-----\\n"`,
  ],
  ['private key without its end', lines[1] ?? '', `${pem('')}\n${lines.join('\n')}\n`],
  ['private key without its beginning', lines[1] ?? '', `${lines.join('\n')}\n-----END EC PRIVATE KEY-----`],
  [
    'PGP key',
    lines[0] ?? '',
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${lines.join('\n')}\n-----END PGP PRIVATE KEY BLOCK-----`,
  ],
];

describe('redact', () => {
  const cases = seeded.map(([name, secret, text]) => ({ name, secret, text: text ?? `the key is ${secret}, use it` }));
  it.each(cases)('K.14 takes out: $name', ({ secret, text }) => {
    for (const wrapped of [text, `  ${text}\nnext line`, `\`${text}\``, JSON.stringify({ output: text })]) {
      const out = redact(wrapped);
      for (const line of secret.split('\n')) expect(out).not.toContain(line);
      expect(out).toContain('[redacted: ');
      expect(redact(out)).toBe(out);
    }
  });

  it('K.14 keeps what only looks like a secret, so that a lesson stays readable', () => {
    const harmless = [
      'const token = getToken();',
      'password: process.env.DB_PASSWORD',
      'API_KEY=$API_KEY npm test',
      'max_tokens: 4096',
      'input_tokens=182394',
      'passwordField.value = input.value',
      'secretName: db-credentials',
      'password: string',
      `Set GITHUB_TOKEN to ${'$'}{{ secrets.GITHUB_TOKEN }}`,
      'token_file=/run/secrets/token',
      'use --token-file ./token.txt',
      'git@github.com:acme/app.git',
      'npm install lodash@4.17.21 @types/node@24.1.0',
      'http://localhost:5173/@vite/client',
      'icon@2x.png',
      'https://registry.example.org/@scope/pkg',
      'sk-loading-spinner-container',
      'Bearer authentication is needed',
      '`pnpm --filter @acme/web run dev`',
      '/home/runner/work/app',
      'src/components/home/Hero.tsx',
      'The secret: never push on Fridays',
      'author: Token Ring <noreply@github.com>',
    ];
    for (const text of harmless) expect(redact(text)).toBe(text);
  });

  it('K.14 keeps hashes, digests and ids next to words about secrets', () => {
    const sha = hex(40);
    for (const text of [
      `token fix in ${sha}`,
      `password reset (commit ${sha.slice(0, 9)})`,
      `integrity sha512-${Buffer.from(random(64)).toString('base64')}`,
      `session 0199f2a4-5b1c-7def-8a12-${hex(12)}`,
      `secret.yaml ${hex(64)}`,
    ]) {
      expect(redact(text)).toBe(text);
    }
  });

  it('K.14 takes out the home folders and addresses of people', () => {
    expect(redact('cd /Users/ada.lovelace/code/app && ls /home/grace/.ssh')).toBe('cd ~/code/app && ls ~/.ssh');
    expect(
      redact(String.raw`C:\Users\Ada\code and C:\\Users\\Ada\\code and /c/Users/ada/x and /mnt/c/Users/ada/x`),
    ).toBe(String.raw`~\code and ~\\code and ~/x and ~/x`);
    expect(redact('~/.claude/projects/-Users-ada-code-app/1.jsonl')).toBe('~/.claude/projects/~-code-app/1.jsonl');
    expect(redact('Author: Ada <ada@lovelace.org>')).toBe('Author: Ada <[redacted: email]>');
  });

  it('K.14 reaches every text inside plain data', () => {
    expect(redactDeep({ a: [`ghp_${random(36)}`, 1, null], b: { c: '/home/ada/x' } })).toEqual({
      a: ['[redacted: github-token]', 1, null],
      b: { c: '~/x' },
    });
  });

  const samples = ['../shared/samples', '../shared/eval/sessions']
    .map((path) => join(process.cwd(), path))
    .filter(existsSync);
  it.skipIf(samples.length === 0)(
    'K.14 loses no hash, digest, UUID or ULID of recorded sessions, where they are at hand',
    () => {
      const ids =
        /\b[0-9a-f]{40}\b|\b[0-9a-f]{64}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|sha(?:256|384|512)-[A-Za-z0-9+/]{40,}={0,2}|\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g;
      let [seen, lost] = [0, 0];
      for (const folder of samples) {
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          const path = join(folder, name);
          if (!statSync(path).isFile()) continue;
          const text = readFileSync(path, 'utf8');
          const before = text.match(ids)?.length ?? 0;
          seen += before;
          lost += before - (redact(text).match(ids)?.length ?? 0);
        }
      }
      expect(seen).toBeGreaterThan(1000);
      expect(lost).toBe(0);
    },
  );
});
