/**
 * The addresses of a commit message's `Co-authored-by` lines. Looked for in every line, not in the last paragraph alone:
 * one too many is no harm. The blanks around are those of one line: over several, a message of nothing but line ends
 * would be searched anew from each of them.
 */
export function coAuthors(message: string): readonly string[] {
  return [...message.matchAll(/^[^\S\r\n]*co-authored-by:.*?<([^<>\r\n]{1,320})>[^\S\r\n]*$/gim)].map(
    ([, email = ""]) => email.trim(),
  );
}
