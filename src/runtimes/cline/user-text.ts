import { insideTag, stripTags } from '../../sessions/fence.ts';

/** What a text in the user's name holds. */
export interface UserText {
  /** The user's own words, by the way they came. */
  readonly words: readonly { readonly channel: 'prompt' | 'answer' | 'rejection'; readonly text: string }[];
  /** The tool, where this is the beginning of a result that a version wrote as text. */
  readonly result: string | null;
  /** What stands in none of the tags. */
  readonly rest: string;
  /** The same where it may be the user's: no result, no notice of the program, nothing beside words in a tag. */
  readonly bare: string;
}

const wrapped = ['user_input', 'task', 'user_message', 'feedback', 'answer'];
const inserted = [
  'environment_details',
  'hook_context',
  'mode_notice',
  'explicit_instructions',
  'file_content',
  'folder_content',
];

/** Cline puts what the user says into tags, and writes itself around them. */
export function readUserText(raw: string): UserText {
  const text = stripTags(raw, inserted, true);
  const opening = /^\s*\[([a-z_]{3,40})(?: for [^\n]{0,2000})?\] Result:\s*/.exec(text);
  const body = opening ? text.slice(opening[0].length) : text;
  const denied = /^\s*The user denied this operation/.test(body);
  const words = wrapped.flatMap((tag) => {
    const inside = insideTag(body, tag)?.trim();
    if (!inside) return [];
    return [
      {
        channel: tag === 'answer' ? ('answer' as const) : denied ? ('rejection' as const) : ('prompt' as const),
        text: inside,
      },
    ];
  });
  const result = opening?.[1] ?? null;
  const bare = opening || words.length > 0 || isNotice(body) ? '' : body.trim();
  return { words, result, rest: stripTags(body, wrapped).trim(), bare };
}

/** The folder that the details of the environment name. */
export function folderIn(raw: string): string | null {
  const found = /# Current (?:Working|Workspace) Directory \(([^)\n]{1,1000})\)/.exec(raw);
  return found?.[1] ?? null;
}

function isNotice(text: string): boolean {
  return /^\s*(?:\[(?:ERROR|TASK RESUMPTION|Response interrupted)|The user has provided feedback|# Next Steps|New instructions)/.test(
    text,
  );
}
