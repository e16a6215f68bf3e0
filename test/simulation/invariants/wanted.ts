import { REPOSITORY } from "../ports/forge.js";
import type { Stage } from "../stage.js";
import { nameAt, usableNow } from "../world/systems.js";

/** Once all is well: who should have something has it until when they should, and nobody else has anything. */
export function checkWanted({ world: { systems, time }, model, foreign, wrongs }: Stage): void {
  const now = time.now();
  const wanted = model.wanted(now);
  if (wanted === undefined) return;
  const usable = new Map(
    usableNow(systems, now)
      .filter(({ name, mark }) => mark?.repository === REPOSITORY && !foreign.has(name))
      .map((one) => [one.name, one]),
  );
  for (const [pair, { identity, place, gives, until, doubtful, atMost }] of wanted) {
    const what = pair.slice(pair.indexOf(" ") + 1);
    const [system = "", role = ""] = what.split("/");
    const name = nameAt(place, { system, identity, role });
    const has = usable.get(name);
    usable.delete(name);
    if (foreign.has(name) || (has === undefined && doubtful)) continue;
    if (has === undefined)
      wrongs.push({ invariant: "allowed-becomes-usable", text: `${pair} should be usable as ${identity}` });
    else {
      // What a request that can be read no more gave is kept until its end, and made nothing else.
      if (has.gives !== gives && !doubtful && model.stands()) {
        const text = `${name} gives ${has.gives}, and its role ${gives}`;
        wrongs.push({ invariant: "gives-what-the-role-says", text });
      }
      const end = has.mark?.until ?? 0;
      if (end < until || end > atMost) {
        const text = `${pair} ends ${iso(end)}, and should ${iso(until)}${doubtful ? ", perhaps" : ""}`;
        wrongs.push({ invariant: "allowed-becomes-usable", text });
      }
    }
  }
  for (const { name, place, system, mark } of usable.values()) {
    const elsewhere = model.placeOf(system) !== place;
    const invariant = elsewhere ? "nothing-stays-where-it-was" : "what-is-not-wanted-is-gone";
    wrongs.push({ invariant, text: `${name} can still be used, by ${mark?.request}` });
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
