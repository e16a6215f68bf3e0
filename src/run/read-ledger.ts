import { ledgerHorizon } from "../core/ledger-horizon.js";
import type { Instant } from "../model/instant.js";
import { REQUESTS } from "../model/request.js";
import type { LedgerRead } from "../ports/ledger.js";
import type { Context } from "./context.js";
import { mainBranch } from "./main-branch.js";

/** The ledger as far back as it can still matter: the rest is for the audit alone. */
export async function readLedger(context: Context, now: Instant): Promise<LedgerRead> {
  const head = await mainBranch(context);
  const [access, requests] = await Promise.all([context.accessAt(head), context.history.tree(head, [REQUESTS])]);
  const paths = requests.map(({ path }) => path);
  return context.ledger.read(ledgerHorizon(access, paths, now));
}
