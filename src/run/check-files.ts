import { readRequest } from "../core/read/request.js";
import type { KindSchemas } from "../core/read/system.js";
import { testPolicies } from "../core/test-policies.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { REQUESTS } from "../model/request.js";
import { accessInFiles, type CheckoutFile } from "./access-in-files.js";
import type { Providers } from "./context.js";
import { OFFLINE_REPOSITORY } from "./offline-forge.js";
import { requestQuotaFindings, systemQuotaFindings } from "./quota-findings.js";

/**
 * Reads a whole access folder, requests too, holds it to its own policy tests and to what its systems take, and says what
 * is wrong with it.
 */
export async function checkFiles(
  files: readonly CheckoutFile[],
  kinds: KindSchemas,
  offline: { readonly kind: Providers["kind"]; readonly now: Instant },
): Promise<{ readonly requests: number; readonly cases: number; readonly findings: readonly Finding[] }> {
  const requests = files.filter((file) => file.path.startsWith(REQUESTS));
  const rest = files.filter((file) => !file.path.startsWith(REQUESTS));
  const access = accessInFiles(rest, kinds);
  const tested = testPolicies(rest, access);
  const read = requests.map((file) => readRequest(file, access));
  const findings = read.flatMap((one) => one.findings ?? []);
  const ground = { kind: offline.kind, repository: OFFLINE_REPOSITORY };
  const asked = read.flatMap(({ request }) => request ?? []);
  return {
    requests: requests.length,
    cases: tested.cases,
    findings: [
      ...access.findings,
      ...(await systemQuotaFindings(ground, access.systems)),
      ...tested.findings,
      ...findings,
      ...(await requestQuotaFindings(ground, asked, access, offline.now)),
    ],
  };
}
