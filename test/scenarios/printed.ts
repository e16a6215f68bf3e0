import type { Ending } from "../../src/cli/ending.js";
import type { Outcome } from "./outcome.js";
import type { Expectation } from "./scenario.js";
import { fenced, headingOf, pageOf } from "./screen.js";

/** What a command prints, and how it exits. */
export function printed(
  scenario: { readonly name: string; readonly says: string; readonly expect: Expectation & { readonly exit: number } },
  command: string,
  { text, exit }: Ending,
): Outcome {
  const whole = typeof text === "string" ? text : [...text].join("\n");
  // A release is no change of what is said.
  const lines = whole.replace(/("semanticVersion": )"[^"]*"/, '$1"…"');
  const { because, never = [], exit: expected } = scenario.expect;
  return {
    screen: pageOf([...headingOf(scenario), fenced(`$ ${command}\n${lines}`), `Exits ${exit}.`]),
    reasons: lines,
    came: { exit },
    expected: { exit: expected },
    because,
    never,
  };
}
