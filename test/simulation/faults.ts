import { type Instant, instantOf } from "../../src/model/instant.js";
import { Failure } from "../../src/ports/failure.js";
import type { Random } from "./random.js";
import type { Process, Scheduler } from "./scheduler.js";
import type { Time } from "./world/time.js";

/** What a call is made to: the forge, git's remote, the ledger's branch, or a system by its name. */
export type Place = string;

/** How a place answers. */
export type Health =
  | { readonly kind: "well" }
  /** Nothing is done, and the caller is told to try again. */
  | { readonly kind: "down" }
  /** Nothing is done, and never will be until somebody changes something. */
  | { readonly kind: "refusing" }
  /** Each call by its own luck: done; not done; done without an answer; done later, without an answer. */
  | { readonly kind: "flaky"; readonly often: number }
  /** Each call by its own luck: done; or answered minutes later, and done then, or when it came. */
  | { readonly kind: "hanging"; readonly often: number };

export interface Faults {
  healthOf(place: Place): Health;
  set(place: Place, health: Health): void;
  /** All is well from now on; what was to be done later is done, and what hangs is answered. */
  heal(): void;
  /** Does what calls whose answers were lost have left to do. */
  land(): void;
  /** Whether what is done right now was asked for earlier. */
  readonly landing: boolean;
  /** When the place last did something else than it was asked. */
  lastWrong(place: Place): Instant | undefined;
  /** When it last did something that it had been asked for earlier. */
  lastLanded(place: Place): Instant | undefined;
  /** When a call that hung was last answered, and whoever had made it went on. */
  readonly lastAnswered: Instant | undefined;
  call<Value>(process: Process, place: Place, name: string, work: () => Value): Promise<Value>;
  /** Told of every call that was made, for the trace. */
  onCall?: (process: Process, place: Place, name: string, fate: string) => void;
}

type Fate = "done" | "undone" | "refused" | "lost" | "late" | "hung";

/** Milliseconds after which whatever hangs is answered. */
const LONGEST_HANG = 12 * 60_000;

/** A call that was not answered yet. */
interface Hung {
  readonly place: Place;
  readonly answer: () => void;
}

const WELL: Health = { kind: "well" };

/** A process that was stopped hears nothing any more. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

export function createFaults(random: Random, scheduler: Scheduler, time: Time): Faults {
  const health = new Map<Place, Health>();
  const wrong = new Map<Place, Instant>();
  const landings = new Map<Place, Instant>();
  const hanging = new Set<Hung>();
  const clock = time.machine();
  let isLanding = false;
  let lastAnswered: Instant | undefined;
  let later: { readonly place: Place; readonly work: () => unknown }[] = [];

  function fateAt(place: Place): Fate {
    const how = health.get(place) ?? WELL;
    switch (how.kind) {
      case "well":
        return "done";
      case "down":
        return "undone";
      case "refusing":
        return "refused";
      case "flaky":
        return random.chance(how.often) ? random.pick(["undone", "undone", "lost", "lost", "late"] as const) : "done";
      case "hanging":
        return random.chance(how.often) ? "hung" : "done";
      default:
        return how satisfies never;
    }
  }

  function perform<Value>(place: Place, name: string, work: () => Value, fate: Fate): Value {
    if (fate === "done") return work();
    wrong.set(place, time.now());
    if (fate === "refused") throw new Failure(`${place}: ${name} is not allowed`, { transient: false });
    if (fate === "lost") work();
    // Of a process that is stopped nobody sees whether it hung.
    if (fate === "late" || fate === "hung") later.push({ place, work });
    throw new Failure(`${place}: ${name} was not answered`, { transient: true });
  }

  async function call<Value>(process: Process, place: Place, name: string, work: () => Value): Promise<Value> {
    await scheduler.turn(process);
    if (!process.alive) return never();
    const stop = process.stopIn;
    if (stop) stop.calls -= 1;
    if (stop && stop.calls < 0 && stop.when === "before") {
      faults.onCall?.(process, place, name, "stopped before");
      process.alive = false;
      return never();
    }
    const fate = fateAt(place);
    faults.onCall?.(process, place, name, fate);
    if (stop && stop.calls < 0) {
      process.alive = false;
      try {
        perform(place, name, work, fate);
      } catch {
        // Nobody is left to hear of it.
      }
      return never();
    }
    return fate === "hung" ? hang(process, place, work) : perform(place, name, work, fate);
  }

  function hang<Value>(process: Process, place: Place, work: () => Value): Promise<Value> {
    wrong.set(place, time.now());
    const arrived = random.chance(0.5) ? outcomeOf(work) : undefined;
    const at = instantOf(time.now() + 1000 + random.below(LONGEST_HANG));
    return new Promise((resolve, reject) => {
      const hung: Hung = {
        place,
        answer() {
          if (!hanging.delete(hung)) return;
          cancel();
          wrong.set(place, time.now());
          lastAnswered = time.now();
          const outcome = arrived ?? landed(place, work);
          if (!process.alive) return;
          if ("error" in outcome) reject(outcome.error);
          else resolve(outcome.value);
        },
      };
      const cancel = clock.wakeAt(at, hung.answer);
      hanging.add(hung);
    });
  }

  function landed<Value>(place: Place, work: () => Value): Outcome<Value> {
    landings.set(place, time.now());
    isLanding = true;
    try {
      return outcomeOf(work);
    } finally {
      isLanding = false;
    }
  }

  function land(): void {
    const landing = later;
    later = [];
    isLanding = true;
    for (const { place, work } of landing) {
      landings.set(place, time.now());
      try {
        work();
      } catch (error) {
        // It was refused, and nobody waits for the answer.
        if (!(error instanceof Failure)) throw error;
      }
    }
    isLanding = false;
  }

  const faults: Faults = {
    healthOf: (place) => health.get(place) ?? WELL,
    set(place, how) {
      if ((health.get(place) ?? WELL).kind !== "well") wrong.set(place, time.now());
      health.set(place, how);
      if (how.kind !== "well") wrong.set(place, time.now());
    },
    heal() {
      for (const [place, how] of health) if (how.kind !== "well") wrong.set(place, time.now());
      health.clear();
      for (const { answer } of [...hanging]) answer();
      land();
    },
    land,
    get landing() {
      return isLanding;
    },
    lastWrong(place) {
      const isWell = (health.get(place) ?? WELL).kind === "well" && ![...hanging].some((one) => one.place === place);
      return isWell ? wrong.get(place) : time.now();
    },
    lastLanded: (place) => landings.get(place),
    get lastAnswered() {
      return lastAnswered;
    },
    call,
  };
  return faults;
}

type Outcome<Value> = { readonly value: Value } | { readonly error: unknown };

function outcomeOf<Value>(work: () => Value): Outcome<Value> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
