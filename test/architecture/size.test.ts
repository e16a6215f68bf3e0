import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

function lines(path: string): number {
  return readFileSync(path, "utf8").trimEnd().split("\n").length;
}

const files = readdirSync("src", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !path.startsWith("src/generated/"))
  .map((path) => ({ path, lines: lines(path) }))
  .sort((one, other) => one.lines - other.lines);

test("half of the files have at most 100 lines", () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files[Math.floor(files.length / 2)]?.lines).toBeLessThanOrEqual(100);
});

test("nine files in ten have fewer than 220 lines", () => {
  expect(files[Math.floor(files.length * 0.9)]?.lines).toBeLessThan(220);
});

test("no file has more than 400 lines", () => {
  expect(files.filter((file) => file.lines > 400)).toEqual([]);
});
