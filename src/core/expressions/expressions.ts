import { causeOf, compile } from "./compile.js";
import { type Circumstances, contextOf } from "./environment.js";
import type { Fault } from "./expression-fault.js";

export type Answer =
  | { readonly ok: true; readonly holds: boolean }
  /** It could not be said, and why: whoever asks denies. */
  | { readonly ok: false; readonly cause: string };

/** Why an expression may not stand in a policy; undefined where it may. It is never run. */
export function faultOfExpression(source: string): Fault | undefined {
  const result = compile(source);
  return result.ok ? undefined : result.fault;
}

/** Whether an expression is true. It ends soon, changes nothing, sees nothing but what it is given, and never throws. */
export function ask(source: string, circumstances: Circumstances): Answer {
  const result = compile(source);
  if (!result.ok) return { ok: false, cause: `${result.fault.because}: ${result.fault.detail}` };
  try {
    const value = result.run(contextOf(circumstances));
    return typeof value === "boolean"
      ? { ok: true, holds: value }
      : { ok: false, cause: "it is neither true nor false" };
  } catch (error) {
    return { ok: false, cause: causeOf(error) };
  }
}
