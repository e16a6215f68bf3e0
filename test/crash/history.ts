import { expect } from "vitest";
import { curfewIn } from "../cli/curfew.js";
import { type Company, type Ends, type LedgerEntry, ROLES } from "./company.js";
import { type Instant, killed } from "./killing.js";
import type { Random } from "./random.js";

const HOUR = 3_600_000;

/** What happened in one turn, to be printed where it went wrong. */
export type Turn = readonly string[];

/** Something happens in the company; then processes are killed while they bring it about; then nothing disturbs any more. */
export async function turn(company: Company, random: Random, victim: Victim, deaths: number): Promise<Turn> {
  const happened: string[] = [];
  const { world } = company;
  const before = { held: await company.held(), lines: (await company.ledger()).length };
  const foreign = await company.foreign();
  const existed = new Set<string>(Object.keys(before.held));
  happened.push(await happen(company, random));
  for (let death = 0; death < deaths; death += 1) {
    const instant = { call: 1 + random.below(victim.calls), jitter: random.one([0, 0, 3, 15, 60]) };
    const cache = random.one([{}, { CURFEW_CACHE: `${world.directory}/crash-cache` }]);
    const was = await killed(world, victim.words, instant, cache);
    happened.push(`${victim.words[0]} ${was ? "killed" : "ended"} at ${words(instant)}`);
    for (const pair of Object.keys(await company.held())) existed.add(pair);
    // Between two deaths something else may happen: what was done by the first is then undone by the second.
    if (random.below(4) === 0) happened.push(await happen(company, random));
  }
  const first = await curfewIn(world, ["apply", "--json"]);
  const second = await curfewIn(world, ["apply", "--json"]);
  const lines = await company.ledger();
  const said = [...happened, first.stdout, first.stderr].join("\n");

  expect(JSON.parse(second.stdout), said).toMatchObject({ receipts: [], overdue: [] });
  expect(await company.held(), said).toEqual(company.expected());
  expect(liveIn(lines), said).toEqual(company.expected());
  expect(await company.foreign(), said).toEqual(foreign);
  const fresh = lines
    .slice(before.lines)
    .filter(({ kind, result }) => kind === "receipt" && result?.outcome !== "failed");
  // Every effect has a receipt: whoever had a role at any moment that was looked at is in the ledger with it.
  const receipted = new Set([...Object.keys(before.held), ...fresh.map(pairOf)]);
  expect(
    [...existed].filter((pair) => !receipted.has(pair)),
    said,
  ).toEqual([]);
  expect(faultsIn(before.held, fresh), said).toEqual([]);
  return happened;
}

/** What is killed, and about how many calls it makes. */
export interface Victim {
  readonly words: readonly [string, ...string[]];
  readonly calls: number;
}

async function happen(company: Company, random: Random): Promise<string> {
  switch (random.below(4)) {
    case 0:
      return (await company.takeAway()) ? "one was taken away" : "there was none to take away";
    case 1: {
      const hours = 1 + random.below(5);
      company.world.clock.moveTo(company.world.clock.now() + hours * HOUR);
      return `${hours} hours passed`;
    }
    default: {
      const people = random.one([["bob"], ["carol"], ["bob", "carol"]]);
      const roles = random.one([[ROLES[0]], [ROLES[1]], [...ROLES]]);
      const hours = 1 + random.below(8);
      await company.ask(people, roles, hours);
      return `${people.join(" and ")} asked for ${hours} hours of ${roles.join(" and ")}`;
    }
  }
}

function words({ call, jitter }: Instant): string {
  return `call ${call} and ${jitter} ms`;
}

function pairOf({ who, what }: Pick<LedgerEntry, "who" | "what">): string {
  return `${who} ${what.slice(what.indexOf("/") + 1)}`;
}

/** By the ledger alone. */
function liveIn(lines: readonly LedgerEntry[]): Ends {
  const live: Record<string, number> = {};
  for (const line of lines) {
    if (line.kind !== "receipt" || line.result?.outcome === "failed") continue;
    if (line.action === "revoke") delete live[pairOf(line)];
    else live[pairOf(line)] = Date.parse(line.until);
  }
  return live;
}

/** Every receipt says something new: nobody loses what they do not hold, or receives what they have. */
function faultsIn(held: Ends, lines: readonly LedgerEntry[]): readonly string[] {
  const live: Record<string, number> = { ...held };
  const faults: string[] = [];
  for (const line of lines) {
    const { action = "grant", until } = line;
    const pair = pairOf(line);
    const end = Date.parse(until);
    const before = live[pair];
    const right = {
      grant: before === undefined || before === end,
      extend: before !== undefined && before < end,
      shorten: before !== undefined && before > end,
      revoke: before !== undefined,
    }[action];
    if (!right) faults.push(`${action} ${pair} ${until} after ${before}`);
    if (action === "revoke") delete live[pair];
    else live[pair] = end;
  }
  return faults;
}
