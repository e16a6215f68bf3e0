import { afterEach, expect, test } from "vitest";
import { curfewIn, type Ended } from "../cli/curfew.js";
import { type Company, foundCompany, type LedgerEntry } from "./company.js";
import { type Stopped, stopped, type Telling } from "./stopping.js";

const HOUR = 3_600_000;
/** How many processes are told to stop; as many as are killed. */
const STOPS = Number(process.env["CURFEW_CRASHES"] ?? "12");
/** Calls that each of them makes at least. */
const CALLS = 34;
/** Milliseconds: a bound for a machine that hangs, not for one that is slow. */
const LONGEST = 6 * HOUR;

let company: Company | undefined;
afterEach(async () => {
  await company?.close();
  company = undefined;
}, 120_000);

const SERVE = ["serve", "--host", "127.0.0.1", "--port", "0"];
const VICTIMS = [
  { title: "curfew apply", words: ["apply"], exits: { SIGTERM: 143, SIGINT: 130 } },
  // Being told to stop is how serving ends.
  { title: "curfew serve", words: SERVE, exits: { SIGTERM: 0, SIGINT: 0 } },
] as const;

test.each(VICTIMS)(
  "$title, told to stop at any call, finishes and records what it has begun, and begins nothing more",
  async ({ words, exits }) => {
    company = await foundCompany();
    const moments: string[] = [];
    for (let index = 0; index < STOPS / 4; index += 1) {
      const telling: Telling = {
        call: 1 + ((index * 13 + 9) % CALLS),
        signal: index % 2 === 0 ? "SIGTERM" : "SIGINT",
      };
      for (const action of ["grant", "revoke"] as const) {
        if (action === "grant") await company.ask(["bob"], ["rds-operator"], 1);
        else company.world.clock.moveTo(company.world.clock.now() + HOUR);
        const lines = (await company.ledger()).length;
        const stop = await stopped(company.world, words, telling);
        const said = `${action}, ${JSON.stringify(telling)}: ${JSON.stringify(stop, null, 1)}`;
        expect(stop.exit, said).toBe(exits[telling.signal]);
        moments.push(momentOf(stop));
        await expectOrderly(company, { action, stop, lines, said });
      }
    }
    // It was told before, while and after something was changed; otherwise nothing is proved.
    expect(new Set(moments).size, moments.join(", ")).toBeGreaterThan(1);
  },
  LONGEST,
);

test.each(VICTIMS)(
  "$title, told twice, ends at once, and the next run does what is left",
  async ({ words }) => {
    company = await foundCompany();
    await company.ask(["bob"], ["rds-operator"], 1);
    const stop = await stopped(company.world, words, { call: 12, signal: "SIGTERM", twice: true });
    expect([stop.exit, stop.at?.after]).toEqual([143, []]);
    await expectSettled(company, 0, "grant");
  },
  LONGEST,
);

/** What was changed at AWS, by the names of its actions. */
function changesIn(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^iam:(Create|Put|Attach|Update|Tag|Detach|Delete)/.test(name));
}

function momentOf({ at }: Stopped): "before" | "while" | "after" {
  if (at === undefined) throw new Error("it was not told");
  if (changesIn(at.after).length > 0) return "while";
  return changesIn(at.before).length > 0 ? "after" : "before";
}

type Action = "grant" | "revoke";

async function expectOrderly(
  place: Company,
  of: { readonly action: Action; readonly stop: Stopped; readonly lines: number; readonly said: string },
): Promise<void> {
  const { action, stop, lines, said } = of;
  const moment = momentOf(stop);
  // The call at which it was told may be the one that begins, which may be a look at what is there; what was not begun is not.
  const [held = ""] = stop.at?.after ?? [];
  const begins = held.startsWith("iam:") && held !== "iam:GetAccountAuthorizationDetails";
  if (moment === "while" && !begins) expect(changesIn(stop.at?.before ?? []), said).not.toEqual([]);
  const receipts = receiptsIn((await place.ledger()).slice(lines));
  expect(receipts, said).toEqual(moment === "before" ? [] : [`${action} bob`]);
  if (moment !== "before") expect(await place.held(), said).toEqual(place.expected());
  const next = await expectSettled(place, lines, action);
  const { receipts: done } = JSON.parse(next.stdout) as { readonly receipts: readonly unknown[] };
  expect(done, said).toHaveLength(moment === "before" ? 1 : 0);
}

/** The next run does what is left, and everything is recorded once. */
async function expectSettled(place: Company, lines: number, action: Action): Promise<Ended> {
  const next = await curfewIn(place.world, ["apply", "--json"]);
  expect([next.exit, next.stderr]).toEqual([0, ""]);
  expect(await place.held()).toEqual(place.expected());
  expect(receiptsIn((await place.ledger()).slice(lines))).toEqual([`${action} bob`]);
  return next;
}

function receiptsIn(lines: readonly LedgerEntry[]): readonly string[] {
  return lines.flatMap(({ kind, action, who }) => (kind === "receipt" ? [`${action} ${who}`] : []));
}
