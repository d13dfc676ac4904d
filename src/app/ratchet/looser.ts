import { fileAt, namesAt } from '../../git/tree.ts';
import { compare } from '../../ratchet/compare.ts';
import { type Ratchet, ratchetSchema } from '../../schema/ratchet.ts';

/** A ratchet that holds less than it did. */
export interface LooserRatchet {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** The ratchets that a change takes out, measures otherwise or lets go. Nothing is measured: what the files say is compared. */
export function looserRatchets(root: string, base: string, commit: string): LooserRatchet[] {
  return namesAt(root, base, folder).flatMap((file) => {
    const before = ratchetAt(root, base, file);
    if (before === null) return [];
    const { name } = before;
    const looser = (text: string) => [{ name, path: `${folder}/${file}`, text: `the ratchet ${name} is ${text}` }];
    const now = ratchetAt(root, commit, file);
    if (now === null) return looser('taken out');
    const measures = ({ command, read, better, exits }: Ratchet) => JSON.stringify([command, read, better, exits]);
    if (measures(before) !== measures(now) || (before.items === undefined) !== (now.items === undefined))
      return looser('measured otherwise');
    const { verdict, reason } = compare(before, { value: now.value, items: now.items ?? null });
    return verdict === 'worse' ? looser(`let go: ${reason}`) : [];
  });
}

const folder = '.agents/ratchets';

function ratchetAt(root: string, commit: string, file: string): Ratchet | null {
  try {
    const checked = ratchetSchema.safeParse(JSON.parse(fileAt(root, commit, `${folder}/${file}`) ?? ''));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
