import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder of this process alone, removed when it exits. Its name cannot be guessed: in a folder that somebody else
 * made, a git configuration could lie, and git would obey it.
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "curfew-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** A signal ends the process as it would, but by way of its exit, where what is temporary is removed. */
export function exitOnSignals(): void {
  for (const [signal, number] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(128 + number));
}
