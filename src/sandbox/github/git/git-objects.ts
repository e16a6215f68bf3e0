import { createHash } from "node:crypto";

/** The three kinds of object that the sandbox reads and writes itself, because a git process for each is too slow. */
export type ObjectType = "blob" | "tree" | "commit" | "tag";

export interface GitObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Epoch milliseconds. */
  readonly date: number;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  readonly signed: boolean;
}

export const ZERO_SHA = "0".repeat(40);
/** The tree with nothing in it, which every repository knows. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

export function encodeObject(object: GitObject): { readonly sha: string; readonly bytes: Buffer } {
  const bytes = Buffer.concat([Buffer.from(`${object.type} ${object.content.length}\0`), object.content]);
  return { sha: createHash("sha1").update(bytes).digest("hex"), bytes };
}

export function decodeObject(bytes: Buffer): GitObject {
  const end = bytes.indexOf(0);
  const type = bytes.subarray(0, bytes.indexOf(0x20)).toString() as ObjectType;
  return { type, content: bytes.subarray(end + 1) };
}

export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    entries.push({
      mode: content.subarray(at, space).toString().padStart(6, "0"),
      name: content.subarray(space + 1, end).toString(),
      sha: content.subarray(end + 1, end + 21).toString("hex"),
    });
    at = end + 21;
  }
  return entries;
}

export function printTree(entries: readonly TreeEntry[]): Buffer {
  // git orders a folder as though its name ended in a slash.
  const key = (entry: TreeEntry) => Buffer.from(entry.mode === "040000" ? `${entry.name}/` : entry.name);
  const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
  return Buffer.concat(
    sorted.flatMap((entry) => [
      Buffer.from(`${entry.mode.replace(/^0/, "")} ${entry.name}\0`),
      Buffer.from(entry.sha, "hex"),
    ]),
  );
}

function parseSignature(line: string): Signature {
  const match = /^(.*?) ?<([^>]*)> (-?\d+) ([+-]\d{4})$/.exec(line);
  return { name: match?.[1] ?? "", email: match?.[2] ?? "", date: Number(match?.[3] ?? 0) * 1000 };
}

function printSignature(signature: Signature): string {
  // The characters that would end a name or an address early are left out, as git does.
  const clean = (text: string) => text.replace(/[<>\n\0]/g, "").trim();
  return `${clean(signature.name)} <${clean(signature.email)}> ${Math.floor(signature.date / 1000)} +0000`;
}

export function parseCommit(content: Buffer): Commit {
  const text = content.toString();
  const split = text.indexOf("\n\n");
  const header = split < 0 ? text : text.slice(0, split);
  const parents: string[] = [];
  let tree = "";
  let author = "";
  let committer = "";
  let signed = false;
  for (const line of header.split("\n")) {
    const [key, value] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
    if (key === "tree") tree = value;
    else if (key === "parent") parents.push(value);
    else if (key === "author") author = value;
    else if (key === "committer") committer = value;
    else if (key === "gpgsig") signed = true;
  }
  return {
    tree,
    parents,
    author: parseSignature(author),
    committer: parseSignature(committer),
    message: split < 0 ? "" : text.slice(split + 2),
    signed,
  };
}

export function printCommit(commit: Omit<Commit, "signed">): Buffer {
  return Buffer.from(
    [
      `tree ${commit.tree}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${printSignature(commit.author)}`,
      `committer ${printSignature(commit.committer)}`,
      "",
      commit.message,
    ].join("\n"),
  );
}
