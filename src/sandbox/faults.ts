/**
 * The fault engine that both servers share. Every request a server receives is announced here once, before any work;
 * the verdict says whether the server answers truly or fails in one of the ways that real services fail.
 */

/** Who asked for what, in words that a fault's `match` can be written with. */
export interface Call {
  readonly service: "github" | "git" | "aws";
  /** The login, `app/<slug>` or ARN the caller proved to be; `anonymous` otherwise. */
  readonly caller: string;
  /** An HTTP method and path for GitHub and git (`GET /repos/acme/infra`), an action for AWS (`iam:CreateRole`). */
  readonly name: string;
}

/**
 * - `throttle`: answered as the service answers when asked too often; no work is done.
 * - `timeout`: the connection is cut before any work is done.
 * - `error`: answered 500; no work is done.
 * - `lost-answer`: the work is done and the connection is cut instead of answering.
 */
export const FAULT_MODES = ["throttle", "timeout", "error", "lost-answer"] as const;
export type FaultMode = (typeof FAULT_MODES)[number];

export interface Fault {
  readonly mode: FaultMode;
  /** Which calls count; all of them by default. */
  readonly match?: (call: Call) => boolean;
  /** Fails the k-th matching call (counted from 1), and only that one. */
  readonly at?: number;
  /** Fails every n-th matching call. */
  readonly every?: number;
  /** Fails this call and every later one: what a process that died looks like from outside. */
  readonly from?: number;
  /** Told when the fault strikes, before the answer. */
  readonly onStrike?: (call: Call) => void;
}

export interface FaultEngine {
  /** Announces a call. Returns how it must fail, or undefined. */
  strike(call: Call): FaultMode | undefined;
  /** Adds a fault; returns how to remove it. */
  inject(fault: Fault): () => void;
  clear(): void;
  /** Every call announced so far, in order. */
  readonly calls: readonly Call[];
}

export function createFaultEngine(): FaultEngine {
  const calls: Call[] = [];
  const faults = new Set<{ readonly fault: Fault; count: number }>();

  return {
    calls,
    strike(call) {
      calls.push(call);
      let verdict: FaultMode | undefined;
      for (const entry of faults) {
        const { fault } = entry;
        if (fault.match && !fault.match(call)) continue;
        entry.count += 1;
        const due =
          entry.count === fault.at ||
          (fault.every !== undefined && entry.count % fault.every === 0) ||
          (fault.from !== undefined && entry.count >= fault.from);
        if (!due) continue;
        verdict ??= fault.mode;
        fault.onStrike?.(call);
      }
      return verdict;
    },
    inject(fault) {
      const entry = { fault, count: 0 };
      faults.add(entry);
      return () => faults.delete(entry);
    },
    clear() {
      faults.clear();
    },
  };
}
