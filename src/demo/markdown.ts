import { styleText } from "node:util";

/** Markdown as a person sees it on the page: no comments, folded details, headings and values set apart. */
export function shownMarkdown(text: string, colour: boolean): string {
  const style = (name: Parameters<typeof styleText>[0], part: string) => (colour ? styleText(name, part) : part);
  return text
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replace(/<details><summary>(.*?)<\/summary>[\s\S]*?<\/details>/g, "▸ $1")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .split(/^(```[\s\S]*?^```)$/m)
    .map((block) => (block.startsWith("```") ? codeBlock(block) : inlineBlock(block)))
    .join("");

  function codeBlock(block: string): string {
    return block
      .split("\n")
      .slice(1, -1)
      .map((line) => `    ${line.startsWith("#") ? style("gray", line) : line}`)
      .join("\n");
  }

  function inlineBlock(block: string): string {
    return block
      .replace(/^#+ (.*)$/gm, (_, title: string) => style("bold", title))
      .replace(/\*\*(.+?)\*\*/g, (_, part: string) => style("bold", part))
      .replace(/`([^`\n]+)`/g, (_, part: string) => style("cyan", part));
  }
}
