import type { Account, Holder, ManagedPolicy } from "../state/entities.js";
import type { PolicyUses } from "./describe.js";

/** Counts over the whole account: once a request, not once a policy. */
export function countUses(account: Account): PolicyUses {
  const attachments = new Map<string, number>();
  const boundaries = new Map<string, number>();
  function count(holder: Holder & { readonly boundary?: ManagedPolicy | undefined }): void {
    for (const arn of holder.attached.keys()) attachments.set(arn, (attachments.get(arn) ?? 0) + 1);
    if (holder.boundary) boundaries.set(holder.boundary.arn, (boundaries.get(holder.boundary.arn) ?? 0) + 1);
  }
  for (const holder of account.users.values()) count(holder);
  for (const holder of account.groups.values()) count(holder);
  for (const holder of account.roles.values()) count(holder);
  return { attachments, boundaries };
}
