import { NO_PAST } from "../../model/facts.js";
import { parseInstant } from "../../model/instant.js";
import type { LedgerLine } from "../../model/ledger-line.js";
import { END_CAUSES } from "../../model/plan.js";
import { isWhat } from "../../model/what.js";
import { withInstants, withWrittenInstants } from "../../model/written-instants.js";
import { either, flag, list, number, object, oneOf, optional, record, type Shape, text } from "./shape.js";

/** One line without its end. Instants are written as RFC 3339. */
export function formatLedgerLine(line: LedgerLine): string {
  return JSON.stringify(withWrittenInstants(line));
}

export type ParsedLine =
  | { readonly ok: true; readonly line: LedgerLine }
  /** Written by a newer version: a line that is not understood gives no access and explains none. */
  | { readonly ok: true; readonly line: undefined; readonly kind: string }
  | { readonly ok: false; readonly problem: string };

export function parseLedgerLine(source: string): ParsedLine {
  let value: unknown;
  try {
    value = withInstants(JSON.parse(source), (each) => (typeof each === "string" ? parseInstant(each) : undefined));
  } catch (error) {
    // What the engine says of it differs from one version of Node to the next.
    if (error instanceof SyntaxError) return { ok: false, problem: "not JSON" };
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
  const envelope = object({ kind: text })(value, "");
  if (envelope !== undefined) return { ok: false, problem: "expected an object with a `kind`" };
  const { kind } = value as { readonly kind: string };
  const shape = LINES.get(kind);
  if (shape === undefined) return { ok: true, line: undefined, kind };
  const problem = shape(value, "");
  if (problem !== undefined)
    return { ok: false, problem: `\`${problem}\` is missing or not what a ${kind} line has there` };
  return { ok: true, line: withPast(value as LedgerLine) };
}

/** Of a judgement from before the past was gathered, nothing is known of it. */
function withPast(line: LedgerLine): LedgerLine {
  if (line.kind !== "judged" || line.verdict.facts === undefined) return line;
  const facts = { ...line.verdict.facts, past: line.verdict.facts.past ?? NO_PAST };
  return { ...line, verdict: { ...line.verdict, facts } };
}

const instant = number;
const what: Shape = (value, at) => (typeof value === "string" && isWhat(value) ? undefined : at);
const account = object({ login: text, id: number, bot: flag });

const pastGrant = object({
  request: text,
  who: text,
  what,
  from: instant,
  until: instant,
  emergency: flag,
  renews: optional(text),
});

const facts = object({
  pull: number,
  author: account,
  head: text,
  writings: list(object({ commit: text, writers: list(account), unknown: list(text) })),
  pushers: list(account),
  fork: optional(object({ repository: optional(text) })),
  reviews: list(
    object({
      by: account,
      state: oneOf("approved", "changes-requested", "commented", "dismissed"),
      was: optional(oneOf("approved", "changes-requested")),
      commit: text,
      at: instant,
    }),
  ),
  readers: list(text),
  teams: record(list(text)),
  rejected: list(text),
  // Lines that were written before it was gathered have none.
  past: optional(object({ grants: list(pastGrant), unreviewed: list(object({ request: text, who: text })) })),
  at: instant,
});

const decision: Shape = (value, at) =>
  object({
    outcome: oneOf("allowed", "waiting", "denied"),
    reason: object({ kind: text }),
    parts: list(decision),
  })(value, at);

const finding = object({ code: text, severity: oneOf("error", "warning", "notice"), args: object({}) });

const verdict = either(({ stands }) =>
  stands === true
    ? object({
        who: text,
        what: list(what),
        id: number,
        identity: text,
        place: text,
        window: object({ from: instant, until: instant }),
        renews: optional(text),
        emergency: optional(object({ due: instant })),
        facts,
        decision,
      })
    : object({ stands: oneOf(false), finding, facts: optional(facts), decision: optional(decision) }),
);

const result = either(({ outcome }) =>
  outcome === "failed" ? object({ transient: flag, error: text }) : object({ outcome: oneOf("done", "unchanged") }),
);

const offence = object({ commit: text, finding });

const intent = object({
  at: instant,
  who: text,
  what,
  until: instant,
  request: text,
  commit: text,
  place: text,
  identity: text,
});

const LINES: ReadonlyMap<string, Shape> = new Map([
  ["judged", object({ at: instant, request: text, blob: text, commit: text, verdict })],
  ["intent", intent],
  ["void", intent],
  [
    "receipt",
    object({
      at: instant,
      action: oneOf("grant", "extend", "shorten", "revoke"),
      who: text,
      what,
      until: instant,
      request: text,
      commit: text,
      result,
      cause: optional(oneOf(...END_CAUSES)),
      found: optional(oneOf(true)),
      gives: optional(text),
    }),
  ],
  [
    "policy",
    object({
      at: instant,
      commit: text,
      good: text,
      offences: list(offence),
      facts: optional(facts),
      decision: optional(decision),
    }),
  ],
  ["allowed", object({ at: instant, who: text, what, request: text, commit: text, plan: text, by: text })],
  ["reviewed", object({ at: instant, request: text, commit: text, by: text, note: text })],
]);
