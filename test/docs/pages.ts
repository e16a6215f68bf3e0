import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const LEFT_OUT = new Set(["node_modules", ".git", "dist", "coverage", "golden"]);

/** Every page of Markdown that people read here. */
export function pages(folder = ROOT): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : pages(path);
    return entry.name.endsWith(".md") ? [relative(ROOT, path)] : [];
  });
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Every line of every block of shell. */
export function commandsIn(page: string): readonly string[] {
  return [...page.matchAll(/^```(?:sh|bash|shell|console)\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
    block.split("\n").filter((line) => line !== "" && !line.startsWith("#")),
  );
}

/** What stands between `<!-- name: begin -->` and `<!-- name: end -->`. */
export function marked(page: string, name: string): string {
  const found = new RegExp(`<!-- ${name}: begin -->\n([\\s\\S]*?)<!-- ${name}: end -->`).exec(page)?.[1];
  if (found === undefined) throw new Error(`nothing is marked as ${name}`);
  return found.trim();
}

/** Rows of the first table whose head begins with that cell. */
export function tableIn(page: string, head: string): readonly (readonly string[])[] {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => line.split("|")[1]?.trim() === head);
  if (start < 0) throw new Error(`there is no table of ${head}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end < 0 ? undefined : end).map((line) =>
    line
      .slice(1, line.lastIndexOf("|"))
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}
