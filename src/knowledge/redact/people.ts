/** Accounts that are no person: what they hold is worth reading as it is. */
const nobody =
  'Shared|Public|Default|runner|runneradmin|node|linuxbrew|vscode|codespace|circleci|jenkins|ubuntu|ec2-user|root|user|username|you|me|name|app|dev|sandbox|builder|gitpod|coder|agent';
const account = String.raw`(?!(?:${nobody})(?![\w.-]))[^\s/\\:"'\x60<>|*?()[\]{},;$~%]{1,60}`;
const homes: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\w.~$}-])(?:\/mnt)?(?:\/[a-z])?\/(?:Users|home)\/${account}(?=[/\\\s:"'\x60<>|*?()[\]{},;]|\.?$|\.\s)`,
    'gm',
  ),
  new RegExp(
    String.raw`(?<![\w])[A-Za-z]:(?:\\{1,4}|\/)Users(?:\\{1,4}|\/)${account}(?=[/\\\s:"'\x60<>|*?()[\]{},;]|$)`,
    'gm',
  ),
];
/** The way Claude Code names a project's folder: the path with dashes. */
const dashed = new RegExp(String.raw`(?<=\/)-(?:Users|home)-(?!(?:${nobody})-)[A-Za-z0-9_]{1,40}(?=-)`, 'g');

const address =
  /(?<![\w.+%/@:-])[A-Za-z0-9][\w.+%-]{0,63}@(?!\d+\.\d)(?:[A-Za-z0-9-]{1,63}\.){1,5}(?<top>[A-Za-z]{2,24})(?![\w@-]|\.\w)/g;
/** Behind an `@2x.` these are pictures, and behind a package's `@` they are files. */
const fileEndings =
  /^(?:png|jpe?g|svg|webp|gif|ico|avif|ts|tsx|js|jsx|mjs|cjs|json|md|css|html|py|rs|go|toml|ya?ml|lock|sh|tgz|zip|service|socket|timer|mount|target|local|internal|test|example|invalid|localhost)$/i;
const machines =
  /^(?:git|noreply|no-reply|notifications|donotreply|do-not-reply|actions|bot|support|info|hello|root|postgres|postmaster)@|@(?:users\.noreply\.github\.com|example\.(?:com|org|net)|noreply\.\w+|email\.com|host|anthropic\.com)$|\[bot\]/i;

/** Home folders of people become `~`, and their e-mail addresses go. */
export function redactPeople(text: string): string {
  let out = text;
  if (/Users|home/.test(out)) {
    for (const home of homes) out = out.replace(home, '~');
    out = out.replace(dashed, '~');
  }
  if (!out.includes('@')) return out;
  return out.replace(address, (whole, ...rest) => {
    const { top = '' } = rest.at(-1) as { top?: string };
    return fileEndings.test(top) || machines.test(whole) ? whole : '[redacted: email]';
  });
}
