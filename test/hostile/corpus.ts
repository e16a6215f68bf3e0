import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One thing that somebody hostile, or careless, may send, and what must come of it. */
export interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** As `expect.txt` or the line of a list says it. */
  readonly expected: string;
}

const CORPUS = fileURLToPath(new URL("corpus", import.meta.url));
const EXPECT = "expect.txt";

/** A folder of files, each with its line in `expect.txt`; neither may be without the other. */
export function folder(name: string): readonly Entry[] {
  const directory = join(CORPUS, name);
  const expected = new Map(
    rowsOf(readFileSync(join(directory, EXPECT), "utf8")).map(([file, outcome]) => [file, outcome]),
  );
  const files = readdirSync(directory).filter((file) => file !== EXPECT);
  const strangers = [...expected.keys()].filter((file) => !files.includes(file));
  if (strangers.length > 0) throw new Error(`${name}/${EXPECT} names what is not there: ${strangers.join(", ")}`);
  return files.map((file) => {
    const outcome = expected.get(file);
    if (outcome === undefined) throw new Error(`${name}/${EXPECT} does not say what ${file} must get`);
    return { name: `${name}/${file}`, bytes: decode(readFileSync(join(directory, file), "utf8")), expected: outcome };
  });
}

/** A list: a line an entry, what it must get first. */
export function list(name: string): readonly Entry[] {
  return rowsOf(readFileSync(join(CORPUS, `${name}.txt`), "utf8")).map(([expected, written], index) => {
    return { name: `${name} ${index + 1}: ${written.slice(0, 60)}`, bytes: decode(written), expected };
  });
}

export function textOf(entry: Entry): string {
  return new TextDecoder().decode(entry.bytes);
}

/** Two columns, parted by two blanks or more; `//` begins a comment. */
function rowsOf(text: string): readonly (readonly [string, string])[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("//"))
    .map((line) => {
      const [, first = "", second = ""] = /^(.*?\S) {2,}(.*)$/.exec(line) ?? [line, line];
      return [first, second];
    });
}

/**
 * What nobody could see in a file is written between ⟨ and ⟩, so that an entry shows what it is:
 * `⟨U+202E⟩` a character, `⟨xFF FE⟩` bytes, `⟨9000 times [⟩` and `⟨500 lines k#: 1⟩` repetitions, `#` being their number.
 */
export function decode(written: string): Uint8Array {
  const parts = written.split(/⟨([^⟩]*)⟩/).map((part, index) => (index % 2 === 0 ? Buffer.from(part) : named(part)));
  return new Uint8Array(Buffer.concat(parts));
}

function named(sign: string): Buffer {
  const [, code] = /^U\+([0-9A-F]{4,6})$/.exec(sign) ?? [];
  if (code !== undefined) return Buffer.from(String.fromCodePoint(Number.parseInt(code, 16)));
  if (/^x(?:[0-9A-F]{2} ?)+$/.test(sign)) return Buffer.from(sign.slice(1).replaceAll(" ", ""), "hex");
  const [, count, kind, text = ""] = /^(\d+) (times|lines) ([\s\S]*)$/.exec(sign) ?? [];
  if (count === undefined) throw new Error(`⟨${sign}⟩ is neither a character nor bytes nor a repetition`);
  const repeated = text.startsWith("U+") ? named(text).toString() : text;
  const each = Array.from({ length: Number(count) }, (_, index) => repeated.replaceAll("#", String(index)));
  return Buffer.from(each.join(kind === "lines" ? "\n" : ""));
}
