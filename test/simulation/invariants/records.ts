import type { LedgerLine } from "../../../src/model/ledger-line.js";
import { REPOSITORY } from "../ports/forge.js";
import type { Stage } from "../stage.js";
import { nameAt, placesIn } from "../world/systems.js";

/** Once all is well the ledger says what is, and what it says of a merge is what the merge was. */
export function checkRecords({ world: { ledger, systems }, model, foreign, wrongs }: Stage): void {
  const lines = ledger.files
    .toSorted((one, other) => one.moment - other.moment || (one.hash < other.hash ? -1 : 1))
    .flatMap((file) => file.lines);
  const live = liveIn(lines);
  const entries = placesIn(systems).flatMap(([place, held]) =>
    [...held.values()].map((entry) => ({ place, ...entry })),
  );
  for (const entry of entries) {
    const { place, system, role, mark, identity } = entry;
    if (mark?.repository !== REPOSITORY || foreign.has(nameAt(place, { system, identity, role }))) continue;
    const holding = `${mark.who} ${mark.what} as ${identity} in ${place}`;
    const said = live.get(holding);
    if (said !== mark.until) {
      const text = `${holding} is held until ${iso(mark.until)}, and the ledger says ${iso(said)}`;
      wrongs.push({ invariant: "records-agree", text });
    }
    live.delete(holding);
  }
  for (const [holding, until] of live) {
    const text = `${holding} is not held, and the ledger says until ${iso(until)}`;
    wrongs.push({ invariant: "records-agree", text });
  }
  const judged = new Set<string>();
  for (const line of lines) {
    if (line.kind !== "judged" || judged.has(`${line.commit} ${line.request}`)) continue;
    judged.add(`${line.commit} ${line.request}`);
    const opinion = model.opinionOf(line.commit, line.request);
    if (opinion.is === "perhaps" || (opinion.is === "yes") === line.verdict.stands) continue;
    const said = line.verdict.stands ? "stands" : JSON.stringify(line.verdict.finding.args);
    const text = `${line.request} by ${line.commit.slice(-6)}: the ledger says ${said}, and it should be ${opinion.is === "no" ? opinion.why : "allowed"}`;
    wrongs.push({ invariant: "judged-as-it-was", text });
  }
}

interface Named {
  readonly pair: string;
  readonly identity: string | undefined;
}

/** By who, what, and the name and the place that the merge was judged for; where the ledger knows no judgement, the name before or after. */
function liveIn(lines: readonly LedgerLine[]): Map<string, number> {
  const identities = new Map<string, string>();
  for (const line of lines) {
    if (line.kind !== "judged" || !line.verdict.stands) continue;
    const merge = `${line.commit} ${line.request}`;
    if (!identities.has(merge)) identities.set(merge, `${line.verdict.identity} in ${line.verdict.place}`);
  }
  const receipts = lines.flatMap((line) => (line.kind === "receipt" && line.result.outcome !== "failed" ? [line] : []));
  const named = receipts.map(
    ({ who, what, commit, request }): Named => ({
      pair: `${who} ${what}`,
      identity: identities.get(`${commit} ${request}`),
    }),
  );
  const live = new Map<string, number>();
  for (const [index, { action, until }] of receipts.entries()) {
    const isNamed = ({ pair, identity }: Named) => pair === named[index]?.pair && identity !== undefined;
    const { identity } = named.slice(0, index + 1).findLast(isNamed) ?? named.find(isNamed) ?? {};
    const holding = `${named[index]?.pair} as ${identity}`;
    if (action === "revoke") live.delete(holding);
    else live.set(holding, until);
  }
  return live;
}

function iso(instant: number | undefined): string {
  return instant === undefined ? "nothing" : new Date(instant).toISOString();
}
