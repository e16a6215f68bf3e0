import { Failure } from "../wire.js";
import { PACKAGE } from "./package.js";

/** How a command ended: what it prints on standard output, and its exit code. */
export interface Ending {
  readonly text: string;
  readonly exit: number;
}

/** 70 is EX_SOFTWARE of sysexits.h. */
export const EXIT = { fine: 0, findings: 1, usage: 2, bug: 70 } as const;

export class UsageError extends Error {}

/** The three kinds of wrong: the user's, the world's, ours. */
export function endOf(error: unknown): Ending {
  if (error instanceof UsageError) return { text: `curfew: ${error.message}`, exit: EXIT.usage };
  if (error instanceof Failure) {
    const again = error.transient ? " This may pass: try again." : "";
    return { text: `curfew: ${error.message}${again}`, exit: EXIT.findings };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const title = error instanceof Error ? error.message : String(error);
  const link = `${PACKAGE.bugs.url}/new?title=${encodeURIComponent(title.slice(0, 120))}`;
  return { text: `curfew: this is a bug of Curfew, not yours.\n${stack}\n\nPlease report it: ${link}`, exit: EXIT.bug };
}

/** Ends with text or JSON; with findings or failures it exits 1. */
export function end(json: boolean, value: unknown, text: string, fine: boolean): Ending {
  return { text: json ? JSON.stringify(value, replacer, 2) : text, exit: fine ? EXIT.fine : EXIT.findings };
}

/** Maps are objects in JSON. */
function replacer(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
