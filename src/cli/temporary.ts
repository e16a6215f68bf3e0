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
