const NOTICE = "\n\n… cut here: it was too long for GitHub.";

/** At most `limit` characters; what is longer ends with a line that says so. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Never through the middle of a character.
  return text.slice(0, limit - NOTICE.length).replace(/[\ud800-\udbff]$/, "") + NOTICE;
}

/** At most `limit` bytes of UTF-8, likewise. */
export function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  const kept = bytes.subarray(0, limit - Buffer.byteLength(NOTICE)).toString("utf8");
  return kept.replace(/\ufffd+$/, "") + NOTICE;
}
