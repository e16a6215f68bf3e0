import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonLines } from "../../src/render/json-lines.js";

function printed(value: unknown): string {
  return [...jsonLines(value)].join("\n");
}

describe("JSON, line by line", () => {
  property.prop([fc.jsonValue({ maxDepth: 9 })])("says what JSON.stringify says", (value) => {
    expect(JSON.parse(printed(value))).toEqual(JSON.parse(JSON.stringify(value)));
  });

  test("looks as JSON.stringify prints it", () => {
    const value = { a: [1, { b: "c", d: [], e: {} }, null], f: undefined, g: { h: { i: { j: { k: { l: [1] } } } } } };
    expect(printed(value)).toBe(JSON.stringify(value, null, 2));
  });

  test("text of others reaches a terminal as escapes, and reads back as it was", () => {
    const hostile = { "\u001b]0;key\u0007": "\u009b31m \u202e\u200b\u{e0041} \u2028 new\nline" };
    const text = printed(hostile);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028\u202e]|\u{e0041}/u);
    expect(text.split("\n")).toHaveLength(3);
    expect(JSON.parse(text)).toEqual(hostile);
  });

  test("a long answer is many lines, each made when it is asked for", () => {
    let made = 0;
    const findings = Array.from({ length: 1000 }, (_, index) => ({
      get index() {
        made += 1;
        return index;
      },
    }));
    const lines = jsonLines({ findings });
    for (let line = 0; line < 10; line += 1) lines.next();
    expect(made).toBeLessThan(20);
  });
});
