import { Failure } from "../../ports/failure.js";
import { withoutTokens } from "../secrets.js";

// What git and curl say when the same call may succeed later.
const TRANSIENT =
  /could not resolve|couldn't connect|failed to connect|connection (?:refused|reset|timed out)|timed? ?out|early eof|unexpected disconnect|hung up|rpc failed|empty reply|recv failure|send failure|transfer closed|operation too slow|unexpected eof|ssl_error|gnutls|returned error: (?:429|5\d\d)|http (?:429|5\d\d)|\.lock': file exists|expected flush|block timeout/i;

/** One line about a git process that failed: what git said first, without addresses' credentials and tokens. */
export function gitFailure(doing: string, stderr: string, cause?: unknown): Failure {
  const lines = stderr.split("\n").map((line) => line.trim());
  const said =
    lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.find((line) => line !== "") ?? "it said nothing";
  // The remote's own lines say more than "RPC failed", so the classification reads all of them.
  return new Failure(`${doing}: git says ${clean(said)}`, { transient: TRANSIENT.test(stderr), cause });
}

export function isLocked(stderr: string): boolean {
  return /\.lock': file exists/i.test(stderr);
}

function clean(text: string): string {
  return withoutTokens(text, "[token]")
    .replace(/\/\/[^/@\s]+@/g, "//")
    .replace(/(authorization:) .*/gi, "$1 [removed]")
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, " ")
    .slice(0, 300);
}
