import { parsers } from "prettier/plugins/markdown";

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** Our own HTML, and what keeps a dollar sign from being mathematics. */
const OURS = /^<\/?(?:details|summary|code|span)>$/;

/** How many lines and words somebody writes makes no difference to what a page is; Liquid is none of GitHub's. */
const TEXT = new Set(["root", "text", "paragraph", "break", "inlineCode", "html", "liquidNode"]);

/** What GitHub searches in the text of a page, outside code: people, teams, issues, addresses. */
const LIVE: readonly RegExp[] = [/@[\w-]/, /#\d/, /(?<![A-Za-z0-9])GH-\d/i, /:\/\/\S/, /(?<!\w)www\.\S/i];

/** A page of Markdown as another parser than GitHub's, and none of ours, reads it. */
export interface Page {
  /** How many of each thing it holds that is more than text. */
  readonly things: Readonly<Record<string, number>>;
  /** What would come alive: tags that are not ours, and what `LIVE` finds. */
  readonly alive: readonly string[];
}

export function pageOf(markdown: string): Page {
  const things: Record<string, number> = {};
  const alive: string[] = [];
  let code = 0;

  function visit(node: Node): void {
    if (!TEXT.has(node.type)) things[node.type] = (things[node.type] ?? 0) + 1;
    if (node.type === "html") {
      const tag = node.value ?? "";
      code += tag === "<code>" ? 1 : tag === "</code>" ? -1 : 0;
      if (/details|summary/.test(tag)) things[tag] = (things[tag] ?? 0) + 1;
      else if (!OURS.test(tag)) alive.push(tag);
    }
    if (node.type === "text" && code === 0)
      alive.push(...LIVE.flatMap((sign) => sign.exec(node.value ?? "")?.[0] ?? []));
    for (const child of node.children ?? []) visit(child);
  }

  visit(parsers.markdown.parse(markdown, {} as never) as Node);
  return { things, alive };
}
