import { withWrittenInstants } from "../model/written-instants.js";
import { jsonText } from "../render/escape.js";

/** How a command ended: what it prints on standard output, and its exit code. */
export interface Ending {
  readonly text: string;
  readonly exit: number;
}

/** 70 is EX_SOFTWARE of sysexits.h. */
export const EXIT = { fine: 0, findings: 1, usage: 2, bug: 70 } as const;

/** The user asked for what cannot be; the message says what to ask for instead. */
export class UsageError extends Error {}

/** Ends with text or JSON, whose instants are written as in the ledger; with findings or failures it exits 1. */
export function end(json: boolean, value: object, text: string, fine: boolean): Ending {
  return {
    text: json ? jsonText(withWrittenInstants(value)) : text,
    exit: fine ? EXIT.fine : EXIT.findings,
  };
}
