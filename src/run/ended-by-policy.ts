import { whyOffboarded } from "../core/desire.js";
import type { Access } from "../model/access.js";
import type { RequestAtHead } from "../model/desire.js";
import type { Change, RevokeChange } from "../model/plan.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import type { JudgedHead } from "./judge-head.js";

/**
 * What ends since approved pull requests changed `access/`: whom or what it was granted for is gone from there, or is
 * another now, and everything came there as it must. Where, and under which name, somebody is known is partly how we read
 * it: that is explained where we read it otherwise of the commit that granted it.
 */
export async function endedByPolicy(
  context: Context,
  {
    changes,
    head,
    access,
  }: { readonly changes: readonly Change[]; readonly head: JudgedHead; readonly access: Access },
): Promise<ReadonlySet<Change>> {
  const { provenance } = head;
  if ("error" in provenance || !provenance.followed || provenance.offences.length > 0) return new Set();
  const requests = new Map(head.requests.map((request) => [request.path, request]));
  const ended = new Set<Change>();
  for (const change of changes) {
    if (change.action !== "revoke" || change.because !== "offboarded") continue;
    const request = requests.get(change.held.request);
    if (request !== undefined && (await isExplained(context, change, request, access))) ended.add(change);
  }
  return ended;
}

async function isExplained(
  context: Context,
  { held }: RevokeChange,
  { added, verdict }: RequestAtHead,
  access: Access,
): Promise<boolean> {
  if (verdict?.stands !== true || added?.commit !== held.commit) return false;
  const because = whyOffboarded(held, verdict, access);
  if (because !== "place" && because !== "identity") return because !== undefined;
  let was = false;
  await attempt(context, "reading the folder of a merge", async () => {
    was = whyOffboarded(held, verdict, await context.accessAt(added.commit)) === undefined;
  });
  return was;
}
