import { expect, test } from "vitest";
import { nextMoment } from "../../src/core/next-moment.js";
import { instantOf } from "../../src/model/instant.js";

const NOW = instantOf(1_000_000);
const at = (seconds: number) => instantOf(NOW + seconds * 1000);

test("what begins or ends first is next", () => {
  expect(nextMoment({ desired: at(60), held: [{ until: at(90) }], due: [at(120)] }, NOW)).toBe(at(60));
  expect(nextMoment({ desired: at(200), held: [], due: [at(120)] }, NOW)).toBe(at(120));
});

test("what is held and no request at HEAD asks for ends at the end that it was given", () => {
  expect(nextMoment({ desired: undefined, held: [{ until: at(90) }], due: [] }, NOW)).toBe(at(90));
});

test("what has passed is not next", () => {
  expect(nextMoment({ desired: NOW, held: [{ until: at(-1) }], due: [at(-60)] }, NOW)).toBeUndefined();
});
