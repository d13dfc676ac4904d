/** What one of Aider's own lines tells; they stand as quotes in the history. */
export type Notice =
  | { readonly kind: 'edited'; readonly path: string }
  | { readonly kind: 'ran'; readonly command: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'model'; readonly name: string }
  | { readonly kind: 'version'; readonly version: string }
  | {
      readonly kind: 'tokens';
      readonly sent: number;
      readonly written: number;
      readonly hit: number;
      readonly received: number;
    };

/** @param text a line without its `> ` */
export function noticeIn(text: string): Notice | null {
  const of = (pattern: RegExp) => pattern.exec(text)?.[1]?.trim();
  const path = of(/^Applied edit to (.{1,1000})$/);
  if (path !== undefined) return { kind: 'edited', path: path.replaceAll('\\', '/') };
  const command = of(/^Running (?!on\b|with\b)(.{1,4000})$/);
  if (command !== undefined) return { kind: 'ran', command };
  if (/^\^C (?:again to exit|KeyboardInterrupt)$/.test(text)) return { kind: 'stopped' };
  const model = of(/^(?:Main model|Model|Models): (\S+)/);
  if (model !== undefined) return { kind: 'model', name: model };
  const version = of(/^Aider v(\S+)$/);
  if (version !== undefined) return { kind: 'version', version };
  if (!text.startsWith('Tokens: ')) return null;
  const amount = (what: string) => numberIn(of(new RegExp(`(?:^Tokens: |, )([\\d.]+[kM]?) ${what}`)) ?? '0');
  return {
    kind: 'tokens',
    sent: amount('sent'),
    written: amount('cache write'),
    hit: amount('cache hit'),
    received: amount('received'),
  };
}

/** `3.2k` as a number: Aider rounds. */
function numberIn(text: string): number {
  return Math.round(Number.parseFloat(text) * (text.endsWith('k') ? 1000 : text.endsWith('M') ? 1e6 : 1));
}
