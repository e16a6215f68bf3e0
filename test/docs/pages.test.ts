import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { EVENTS, PERMISSIONS } from "../../src/demo/world.js";
import { LAYERS } from "../architecture/layers.js";
import { pages, ROOT, tableIn, textOf } from "./pages.js";

/** As GitHub names the anchor of a heading. */
function anchorsOf(page: string): readonly string[] {
  return [...page.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What is wrong with the links of a page to other files here. */
function brokenLinks(path: string): readonly string[] {
  const text = textOf(path).replaceAll(/^```[\s\S]*?^```/gm, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links
    .filter((link) => !/^(https?|mailto):/.test(link))
    .flatMap((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? path : normalize(join(dirname(path), file));
      if (target.startsWith("..") || !existsSync(join(ROOT, target))) return [`${path}: ${link} is not there`];
      if (anchor === undefined || anchorsOf(textOf(target)).includes(anchor)) return [];
      return [`${path}: ${link} has no such heading`];
    });
}

test("there are pages", () => {
  expect(pages()).toEqual(expect.arrayContaining(["README.md", "src/README.md", ".github/SECURITY.md"]));
});

test("every link within the repository leads somewhere", () => {
  expect(pages().flatMap(brokenLinks)).toEqual([]);
});

test("pages name no folder of somebody's machine", () => {
  const naming = pages().filter((path) => /(?:^|[\s"'`(])\/(?:home|root|Users|work|tmp)\//.test(textOf(path)));
  expect(naming).toEqual([]);
});

test("each decision has its context, what was decided, and what follows", () => {
  const decisions = pages().filter((path) => /^\.github\/decisions\/\d/.test(path));
  expect(decisions.length).toBeGreaterThanOrEqual(9);
  for (const path of decisions) {
    expect([path, anchorsOf(textOf(path)).slice(1)]).toEqual([path, ["context", "decision", "consequences"]]);
    expect(textOf(".github/decisions/README.md")).toContain(`(${path.split("/").at(-1)})`);
  }
});

test("the layers that the map names are the ones that are checked", () => {
  const rows = tableIn(textOf("src/README.md"), "layer").map(([layer = "", , may = ""]) => [
    layer.replaceAll("`", ""),
    may.replaceAll("`", "").split(", "),
  ]);
  const checked = Object.entries(LAYERS)
    .filter(([name]) => name !== "read")
    .map(([name, { may }]) => [name, may.filter((one) => one !== "read")]);
  const listed = checked.map(([name, may]) => [name, may?.length === 0 ? ["nothing"] : may]);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(listed));
});

test("the App's permissions are justified one by one, and are those that the demo runs with", () => {
  const rows = tableIn(textOf(".github/SECURITY.md"), "permission");
  expect(Object.fromEntries(rows.map(([name = "", access]) => [name.replaceAll("`", ""), access]))).toEqual(
    PERMISSIONS,
  );
  for (const event of EVENTS) expect(textOf("README.md")).toContain(event.replaceAll("_", " "));
});
