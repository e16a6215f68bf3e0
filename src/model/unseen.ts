/**
 * Characters that nobody sees, or that make what is seen another thing than what is read: controls but tab and line
 * feed; what turns text around; separators that editors show as line ends; fillers, tags and selectors of no width;
 * halves of characters and what Unicode says will never be one. Joiners and emoji's selectors are seen where they stand
 * in a word or an emoji, and only there. Private use is no such thing: fonts show it.
 */
const UNSEEN =
  "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\p{Zl}\\p{Zp}\\p{Cs}\\p{Noncharacter_Code_Point}\\u2800\\ufff9-\\ufffb]" +
  "|(?![\\u200c\\u200d\\ufe0e\\ufe0f])\\p{Default_Ignorable_Code_Point}" +
  "|(?<![\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{Emoji_Modifier}])[\\u200c\\u200d]" +
  "|(?<![\\p{Emoji}])[\\ufe0e\\ufe0f]";

const FIRST = new RegExp(`${UNSEEN}|\\r(?!\\n)`, "u");
const ALL = new RegExp(UNSEEN, "gu");

/** The first such character, or carriage return that ends no line, and where it stands. */
export function firstUnseen(text: string): { readonly index: number; readonly character: string } | undefined {
  const match = FIRST.exec(text);
  return match ? { index: match.index, character: match[0] } : undefined;
}

/** The text with something else in the place of each, or nothing. */
export function withoutUnseen(text: string, instead: string): string {
  return text.replace(ALL, instead);
}
