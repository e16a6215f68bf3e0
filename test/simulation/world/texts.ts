/** Contents by their ids. Kept over all histories: what was read of a text once is not read again. */
interface Kept {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const LIMIT = 20_000;
const ids = new Map<string, string>();
const kept = new Map<string, Kept>();
const encoder = new TextEncoder();

/** The id of a content follows from it alone. */
export function blobOf(text: string): string {
  const known = ids.get(text);
  if (known !== undefined) return known;
  const id = hashOf(text);
  const before = kept.get(id);
  if (before !== undefined && before.text !== text) throw new Error(`two contents have the id ${id}`);
  ids.set(text, id);
  kept.set(id, { text, bytes: encoder.encode(text) });
  return id;
}

export function textOf(blob: string): string {
  return contentOf(blob).text;
}

export function bytesOf(blob: string): Uint8Array {
  return contentOf(blob).bytes;
}

/** Between two histories: what a long soak has written is not kept for ever. */
export function forgetTexts(): void {
  if (kept.size < LIMIT) return;
  ids.clear();
  kept.clear();
}

function contentOf(blob: string): Kept {
  const content = kept.get(blob);
  if (content === undefined) throw new Error(`there is no blob ${blob}`);
  return content;
}

/** cyrb53, by bryc, twice with different seeds: 40 hexadecimal digits, as git's. */
function hashOf(text: string): string {
  return `${cyrb(text, 1)}${cyrb(text, 2)}${cyrb(text, 3)}`.slice(0, 40);
}

function cyrb(text: string, seed: number): string {
  let one = 0xdeadbeef ^ seed;
  let two = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2_654_435_761);
    two = Math.imul(two ^ code, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(two ^ (two >>> 13), 3_266_489_909);
  two = Math.imul(two ^ (two >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return hex(two) + hex(one);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
