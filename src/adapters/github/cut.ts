/** At most `limit` characters as GitHub counts them; what is longer ends with a line that says so. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const notice = limit > 100 ? "\n\n… cut here: it was too long for GitHub." : "…";
  // Never through the middle of a character.
  return text.slice(0, limit - notice.length).replace(/[\ud800-\udbff]$/, "") + notice;
}
