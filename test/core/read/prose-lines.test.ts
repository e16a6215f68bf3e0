import { expect, test } from "vitest";
import { proseLines } from "../../../src/core/read/prose-lines.js";

test.each([
  ["nothing at all", "", []],
  ["paragraphs", "a\n\nb", ["a", "b"]],
  ["a paragraph after a quote that a blank line ends", "> q\nstill\n \t\na", ["a"]],
  ["a fence, until as many of the same", "~~~~\na\n~~~\nb\n~~~~\nc", ["c"]],
  ["a fence, until nothing but the run stands in a line", "~~~\na\n~~~ b\nc", []],
  ["no fence: a run within a line", "a ```\nb", ["a ```", "b"]],
  ["no fence: backticks after the backticks", "```a`b\nc", ["```a`b", "c"]],
  ["no fence: fewer than three", "~a\nb", ["~a", "b"]],
  ["an address, which is no HTML", "<http://example.org> a\nb", ["<http://example.org> a", "b"]],
  ["what two equal runs of backticks enclose, and what comes after", "a ` b\nc ` d\ne", ["a ` b", "e"]],
  ["runs of backticks that are not equal", "a ``` b\nc\nd ` e", ["a ``` b", "c", "d ` e"]],
  ["a run that a backslash may make one shorter", "a `` b\nc\nd ` e", ["a `` b"]],
])("%s", (_, text, lines) => {
  expect(proseLines(text)).toEqual(lines);
});
