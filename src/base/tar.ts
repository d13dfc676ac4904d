/** A file in an archive. */
export interface TarFile {
  readonly path: string;
  readonly content: Buffer;
}

const block = 512;

/** The files of a tar archive (ustar, with the long names of pax). Links and folders are passed over; a torn end ends it. */
export function readTar(archive: Buffer): TarFile[] {
  const files: TarFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + block <= archive.length; ) {
    const text = (from: number, length: number) =>
      archive
        .subarray(at + from, at + from + length)
        .toString('utf8')
        .replace(/\0.*$/s, '');
    const [name, prefix] = [text(0, 100), text(345, 155)];
    if (name === '') break;
    const size = Number.parseInt(text(124, 12).trim() || '0', 8);
    const type = text(156, 1);
    const content = archive.subarray(at + block, at + block + size);
    at += block + Math.ceil(size / block) * block;
    if (type === 'x') {
      longName = /^\d+ path=(.*)$/m.exec(content.toString('utf8'))?.[1] ?? null;
      continue;
    }
    if (type === '0' || type === '') files.push({ path: longName ?? (prefix ? `${prefix}/${name}` : name), content });
    longName = null;
  }
  return files;
}
