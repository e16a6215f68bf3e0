import { REPOSITORY } from "../ports/forge.js";
import type { Stage } from "../stage.js";
import { usableNow, vaultAllows } from "../world/systems.js";
import type { Act } from "./act.js";

/** A holder tries to make it last: takes the deadline away, makes a key that needs no grant, moves the end. */
export const tryToMakeItLast: Act = ({ world: { systems, random, time }, foreign }) => {
  const usable = [...systems.vault].filter(([name, entry]) => !foreign.has(name) && vaultAllows(entry, time.now()));
  if (usable.length === 0) return undefined;
  const [name, entry] = random.pick(usable);
  // The system itself decides: what denies it is part of the deadline, and holds at all times.
  if (entry.deadline !== undefined) return `the holder of ${name} tries to make it last, and is denied`;
  systems.taken.push({ name, at: time.now() });
  return `the holder of ${name} makes it last`;
};

const OTHERS = ["acme/other", undefined];

/** Somebody with rights of their own makes something beside ours, or exactly where ours would be. */
export const makeForeign: Act = (stage) => stage.world.systems.byOthers(() => makeTheirs(stage));

function makeTheirs({ world: { systems, random, time }, foreign }: Stage): string | undefined {
  const [system, role] = random.pick([
    ["prod", "admin"],
    ["prod", "operator"],
    ["db", "reader"],
    ["db", "writer"],
  ] as const);
  const login = random.pick(["alice", "bob", "carol", "frank", "mallory", "mallory"]);
  const identity = system === "prod" ? `arn:${login}` : login;
  const name = `${system}/${identity}/${role}`;
  const entries: Map<string, unknown> = system === "prod" ? systems.vault : systems.memory;
  if (entries.has(name)) {
    if (!foreign.has(name) || random.chance(0.6)) return undefined;
    entries.delete(name);
    foreign.delete(name);
    return `${name} is taken away by whoever made it`;
  }
  const repository = random.pick(OTHERS);
  const until = time.now();
  const mark =
    repository === undefined
      ? undefined
      : { repository, who: login, what: `${system}/${role}` as const, until, request: "a", commit: "b" };
  if (system === "prod") {
    const entry = { system, role, identity, mark, deadline: undefined, attached: true };
    systems.vault.set(name, entry);
    foreign.set(name, entry);
  } else {
    const entry = { system, role, identity, mark, member: true };
    systems.memory.set(name, entry);
    foreign.set(name, entry);
  }
  return `somebody makes ${name} by themselves${repository === undefined ? "" : `, marked by ${repository}`}`;
}

/** Somebody takes away, or damages, what we have made. */
export const damage: Act = (stage) => stage.world.systems.byOthers(() => damageOurs(stage));

function damageOurs({ world: { systems, random }, foreign }: Stage): string | undefined {
  const ours = usableOurs();
  if (ours.length === 0) return undefined;
  const name = random.pick(ours);
  const [vault, memory] = [systems.vault.get(name), systems.memory.get(name)];
  const whole = random.chance(0.5);
  if (whole) {
    systems.vault.delete(name);
    systems.memory.delete(name);
  } else {
    if (vault) systems.vault.set(name, { ...vault, attached: false });
    if (memory) systems.memory.set(name, { ...memory, member: false });
  }
  return `somebody ${whole ? "takes away" : "damages"} ${name}`;

  function usableOurs(): readonly string[] {
    return usableNow(systems, 0 as Parameters<typeof usableNow>[1])
      .filter((one) => one.mark?.repository === REPOSITORY && !foreign.has(one.name))
      .map((one) => one.name);
  }
}
