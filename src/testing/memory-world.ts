import type { Mark } from "../model/mark.js";
import { Failure } from "../ports/failure.js";

/** Who is in a role of a system, and what is written beside it. */
export interface MemoryEntry {
  readonly system: string;
  readonly role: string;
  /** Whether the identity holds the role now. */
  readonly member: boolean;
  readonly identity: string;
  /** Ours, another repository's, or none. */
  readonly mark: Mark | undefined;
  /** What the role gave when it was joined: its setting `gives`, whatever that is. */
  readonly gives?: unknown;
}

export interface MemoryFault {
  /** The k-th call from now (counted from 1) fails, and every later one. */
  readonly from: number;
  /** Whether the work of the k-th call is done before it fails; that of the later ones never is. */
  readonly work: "done" | "undone";
  readonly transient: boolean;
}

/** A place where access is held, in memory. */
export interface MemoryWorld {
  /** By name: `<system>/<identity>/<role>`. */
  readonly entries: Map<string, MemoryEntry>;
  /** How many calls were made. */
  readonly calls: () => number;
  /** Does one call's work, or fails as the fault says. */
  call<Value>(name: string, work: () => Value): Promise<Value>;
  /** Replaces the fault that there is. */
  fail(fault: MemoryFault): void;
  heal(): void;
}

export function createMemoryWorld(): MemoryWorld {
  let count = 0;
  let current: { readonly fault: MemoryFault; seen: number } | undefined;

  return {
    entries: new Map(),
    calls: () => count,
    async call(name, work) {
      count += 1;
      if (!current) return work();
      current.seen += 1;
      const { fault, seen } = current;
      if (seen < fault.from) return work();
      if (seen === fault.from && fault.work === "done") work();
      throw new Failure(`${name}: ${fault.transient ? "no answer" : "not allowed"}`, { transient: fault.transient });
    },
    fail(fault) {
      current = { fault, seen: 0 };
    },
    heal() {
      current = undefined;
    },
  };
}

export function memoryName(system: string, identity: string, role: string): string {
  return `${system}/${identity}/${role}`.toLowerCase();
}
