import { readAccess } from "../core/read/access-folder.js";
import { readRequest } from "../core/read/request.js";
import type { KindSchemas } from "../core/read/system.js";
import { testPolicies } from "../core/test-policies.js";
import type { Finding } from "../model/finding.js";
import { REQUESTS } from "../model/request.js";

/** Reads a whole access folder, requests too, holds it to its own policy tests, and says what is wrong with it. */
export function checkFiles(
  files: readonly { readonly path: string; readonly mode: string; readonly bytes: Uint8Array }[],
  kinds: KindSchemas,
): { readonly requests: number; readonly cases: number; readonly findings: readonly Finding[] } {
  const requests = files.filter((file) => file.path.startsWith(REQUESTS));
  const rest = files.filter((file) => !file.path.startsWith(REQUESTS));
  const access = readAccess(
    "",
    rest.map((file) => ({ ...file, blob: "" })),
    kinds,
  );
  const tested = testPolicies(rest, access);
  const findings = requests.flatMap((file) => readRequest(file, access).findings ?? []);
  return {
    requests: requests.length,
    cases: tested.cases,
    findings: [...access.findings, ...tested.findings, ...findings],
  };
}
