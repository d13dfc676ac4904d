/** A form of secret that is told by its own look, wherever it stands. */
export interface KeyFormat {
  /** What is put in its place: `[redacted: kind]`. */
  readonly kind: string;
  /** Every match holds one of these texts; a text without them is not searched. */
  readonly hints: readonly string[];
  /** Bounded, and global. The group `secret`, where there is one, is what is replaced; else the whole match. */
  readonly pattern: RegExp;
  /** For forms that ordinary words can take too. */
  readonly accept?: (secret: string) => boolean;
}

/** Providers mark their keys so that they can be found; these marks are public (secret scanning of GitHub, GitLab, gitleaks). */
export const keyFormats: readonly KeyFormat[] = [
  format('aws-key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g),
  format('github-token', ['gh', 'github_pat_'], /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255})/g),
  format(
    'gitlab-token',
    ['gl', 'GR1348941'],
    /\b(?:gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|ffct|oas)-[\w-]{16,200}(?:\.[\w-]{1,60}){0,4}|GR1348941[\w-]{20,60})/g,
  ),
  format(
    'slack-token',
    ['xox', 'xapp-', 'xwfp-'],
    /\b(?:xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,250}|xapp-\d-[A-Za-z0-9-]{10,250}|xwfp-[A-Za-z0-9-]{10,250})/g,
  ),
  format(
    'slack-webhook',
    ['hooks.slack.com'],
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9/_+-]{16,120})/g,
  ),
  format(
    'stripe-key',
    ['k_live_', 'k_test_', 'whsec_'],
    /\b(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,247}|whsec_[A-Za-z0-9+/=]{16,120})/g,
  ),
  format('anthropic-key', ['sk-ant-'], /\bsk-ant-[\w-]{16,250}/g),
  format('api-key', ['sk-'], /(?<![\w-])sk-(?:proj-|svcacct-|admin-|or-v1-|lf-)?[A-Za-z0-9_-]{20,250}/g, mixed),
  format(
    'google-key',
    ['AIza', 'ya29.', 'GOCSPX-', '1//0'],
    /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,500}|GOCSPX-[\w-]{20,60}|1\/\/0[\w-]{30,200})/g,
  ),
  format('npm-token', ['npm_'], /\bnpm_[A-Za-z0-9]{30,60}/g),
  format('pypi-token', ['pypi-'], /\bpypi-[\w-]{40,500}/g),
  format('jwt', ['eyJ'], /\beyJ[\w-]{8,4000}\.[\w-]{8,8000}(?:\.[\w-]{0,2000})?/g),
  format('sendgrid-key', ['SG.'], /\bSG\.[\w-]{16,40}\.[\w-]{16,80}/g),
  format('twilio-key', ['SK', 'AC'], /\b(?:SK|AC)[0-9a-f]{32}\b/g),
  format('mailgun-key', ['key-'], /\bkey-[0-9a-f]{32}\b/g),
  format('mailchimp-key', ['-us'], /\b[0-9a-f]{32}-us\d{1,2}\b/g),
  format('discord-token', ['.'], /\b[MNO][A-Za-z\d_-]{22,28}\.[\w-]{6}\.[\w-]{27,45}/g, mixed),
  format(
    'discord-webhook',
    ['api/webhooks/'],
    /discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d{6,24}\/[\w-]{20,100})/g,
  ),
  format('telegram-token', [':AA'], /\b\d{8,10}:AA[\w-]{32,34}(?![\w-])/g),
  format('age-key', ['AGE-SECRET-KEY-'], /AGE-SECRET-KEY-1[0-9A-Z]{10,80}/gi),
  format(
    'azure-key',
    ['AccountKey=', 'SharedAccessKey=', 'SharedAccessSignature='],
    /(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?<secret>[\w+/=%&-]{20,400})/gi,
  ),
  format('azure-signature', ['sig='], /[?&]sig=(?<secret>[\w%+/=-]{20,200})/g),
  format('azure-client', ['Q~'], /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g),
  format('digitalocean-token', ['_v1_'], /\bdo[opr]_v1_[0-9a-f]{32,64}/g),
  format('huggingface-token', ['hf_', 'api_org_'], /\b(?:hf|api_org)_[A-Za-z0-9]{30,60}/g),
  format('shopify-token', ['shp'], /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g),
  format('square-token', ['sq0', 'EAAA'], /\b(?:sq0[a-z]{3}-[\w-]{20,60}|EAAA[\w-]{56,70})/g),
  format('databricks-token', ['dapi'], /\bdapi[0-9a-f]{32}(?:-\d)?\b/g),
  format('linear-key', ['lin_'], /\blin_(?:api|oauth)_[A-Za-z0-9]{30,70}/g),
  format('notion-token', ['ntn_', 'secret_'], /\b(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43})\b/g),
  format('vault-token', ['hvs.', 'hvb.', 'hvr.'], /\bhv[sbr]\.[\w-]{20,300}/g),
  format('doppler-token', ['dp.'], /\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{1,40}\.)?[A-Za-z0-9]{40,44}/g),
  format('supabase-key', ['sbp_', 'sb_secret_'], /\b(?:sbp_[0-9a-f]{40}|sb_secret_[\w-]{20,80})/g),
  format('postman-key', ['PMAK-'], /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}/g),
  format('grafana-token', ['glsa_', 'glc_'], /\bgl(?:sa|c)_[\w+/=]{30,400}/g),
  format('sentry-token', ['sntry'], /\bsntry[su]_[\w+/=-]{40,400}/g),
  format('atlassian-token', ['ATATT3', 'ATBB', 'ATCTT3'], /\b(?:ATATT3|ATCTT3|ATBB)[\w=-]{20,300}/g),
  format('docker-token', ['dckr_'], /\bdckr_(?:pat|oat)_[\w-]{20,60}/g),
  format('heroku-key', ['HRKU-'], /\bHRKU-[\w-]{30,80}/g),
  format('service-token', ['_', '-'], services(), mixed),
  format('planetscale-token', ['pscale_'], /\bpscale_(?:tkn|pw|oauth)_[\w.=-]{30,70}/g),
  format('flyio-token', ['fm2_', 'fo1_'], /\b(?:fm2_[\w+/=]{40,1200}|fo1_[\w-]{40,60})/g),
  format('terraform-token', ['.atlasv1.'], /\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}/g),
  format('firebase-key', [':APA91b'], /\bAAAA[\w-]{7}:APA91b[\w-]{100,180}/g),
  format('facebook-token', ['EAACEdEose0cBA', 'EAAG', 'EAAB'], /\bEAA(?:CEdEose0cBA|G|B)[A-Za-z0-9]{60,300}/g),
  format('alibaba-key', ['LTAI'], /\bLTAI[A-Za-z0-9]{12,24}\b/g, mixed),
  format('newrelic-key', ['NRAK-', 'NRII-'], /\b(?:NRAK|NRII)-[\w-]{20,50}/g),
  format('airtable-token', ['pat'], /\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b/g),
  format(
    'wireguard-key',
    ['PrivateKey', 'PresharedKey'],
    /(?:PrivateKey|PresharedKey)\s{0,4}=\s{0,4}(?<secret>[A-Za-z0-9+/]{43}=)/g,
  ),
];

/** Services whose keys are a short mark and a random rest. */
function services(): RegExp {
  const marks = [
    'gsk_',
    'xai-',
    'pplx-',
    'r8_',
    'tvly-',
    'lsv2_pt_',
    'lsv2_sk_',
    're_',
    'rubygems_',
    'vercel_',
    'vck_',
    'vcp_',
    'nfp_',
    'figd_',
    'CFPAT-',
    'CCIPAT_',
    'bkua_',
    'pul-',
    'tfp_',
    'cio',
    'nvapi-',
    'fw_',
    'tgp_v1_',
    'phc_',
    'phx_',
    'rnd_',
    'dop_',
    'jina_',
    'ctx7sk-',
    'e2b_',
    'fc-',
    'mcp_',
    'ops_',
    'railway_',
    'oy2',
  ];
  return new RegExp(`(?<![\\w-])(?:${marks.join('|')})[A-Za-z0-9_-]{24,200}`, 'g');
}

function format(
  kind: string,
  hints: readonly string[],
  pattern: RegExp,
  accept?: (secret: string) => boolean,
): KeyFormat {
  return accept ? { kind, hints, pattern, accept } : { kind, hints, pattern };
}

/** Letters and digits mixed as chance does, not as words do: digits, and no run of ten lower-case letters. */
function mixed(secret: string): boolean {
  const rest = secret.replace(/^[A-Za-z0-9]{1,8}[-_.]/, '');
  return (
    /\d/.test(rest) &&
    /[A-Za-z]/.test(rest) &&
    !/[a-z]{3,}[-_][a-z]{3,}[-_][a-z]{3,}/.test(rest) &&
    (/[A-Z]/.test(rest) || (rest.match(/\d/g)?.length ?? 0) >= 4)
  );
}
