import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { noRoom, type Taking } from "../../src/core/no-room.js";
import { minutes } from "./world.js";

function taking(pair: string, from: number, until: number): Taking {
  return { pair, from: minutes(from), until: minutes(until) };
}

describe("one too many", () => {
  const asked = taking("alice db/c", 10, 20);

  test("is what would be at the same time, not what is there in all", () => {
    const apart = [taking("alice db/a", 0, 10), taking("alice db/b", 20, 30), taking("alice db/d", 5, 12)];
    expect(noRoom(asked, apart, 2)).toBeUndefined();
    expect(noRoom(asked, apart, 1)).toEqual({ at: minutes(10), wanted: 2, again: minutes(12) });
  });

  test("is found where it begins later, in the middle of what is asked for", () => {
    const others = [taking("alice db/a", 0, 30), taking("alice db/b", 15, 18)];
    expect(noRoom(asked, others, 2)).toEqual({ at: minutes(15), wanted: 3, again: minutes(18) });
  });

  test("several of one pair are one, also where they meet", () => {
    const others = [taking("alice db/a", 0, 15), taking("alice db/a", 15, 30), taking("alice db/a", 12, 18)];
    expect(noRoom(asked, others, 2)).toBeUndefined();
  });

  test("who has one already takes no other, for as long as they have it", () => {
    const others = [taking("alice db/a", 0, 30), taking("alice db/c", 0, 15)];
    expect(noRoom(asked, others, 2)).toBeUndefined();
    const more = [...others, taking("alice db/b", 14, 30)];
    expect(noRoom(asked, more, 2)).toEqual({ at: minutes(15), wanted: 3, again: minutes(30) });
  });

  const one = fc
    .record({
      pair: fc.constantFrom("a", "b", "c", "d", "e"),
      from: fc.integer({ min: 0, max: 20 }),
      length: fc.integer({ min: 0, max: 12 }),
    })
    .map(({ pair, from, length }) => taking(pair, from, from + length));

  property.prop([one, fc.array(one, { maxLength: 12 }), fc.integer({ min: 1, max: 4 })])(
    "minute by minute, it is what counting comes to",
    (wanted, others, limit) => {
      const at = (minute: number) =>
        new Set(
          others
            .filter(({ from, until }) => from <= minutes(minute) && minutes(minute) < until)
            .map(({ pair }) => pair),
        );
      const clock = Array.from({ length: 60 }, (_, minute) => minute);
      const full = clock.find(
        (minute) =>
          wanted.from <= minutes(minute) &&
          minutes(minute) < wanted.until &&
          at(minute).size >= limit &&
          !at(minute).has(wanted.pair),
      );
      const again = clock.find((minute) => full !== undefined && minute > full && at(minute).size < limit);
      expect(noRoom(wanted, others, limit)).toEqual(
        full === undefined
          ? undefined
          : { at: minutes(full), wanted: at(full).size + 1, again: minutes(again ?? Number.NaN) },
      );
    },
  );
});
