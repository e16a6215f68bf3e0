import type { Access } from "../model/access.js";
import type { Binding } from "../model/binding.js";
import type { Place } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { personOf } from "../model/person.js";
import { type Request, windowOf } from "../model/request.js";
import { identityOf, type System } from "../model/system.js";
import { systemOf } from "../model/what.js";

/** What a request would come to, and the line that asks for it. */
export interface AskedBinding {
  readonly system: System;
  readonly binding: Binding & { readonly from: Instant };
  readonly place: Place;
}

/** Of requests that are merged `now`. What nobody could be granted, since they have no name there, is not among them. */
export function askedBindings(requests: readonly Request[], access: Access, now: Instant): readonly AskedBinding[] {
  return requests.flatMap((request) => {
    const { path, who, what, at } = request;
    const { from, until } = windowOf(request, now);
    return what.flatMap((one, index): readonly AskedBinding[] => {
      const system = access.systems.get(systemOf(one));
      const person = personOf(access.people, who);
      const identity = system && person && identityOf(system, person);
      if (system === undefined || identity === undefined) return [];
      const binding = { who, what: one, identity, from, until, request: path, commit: ANY_COMMIT, pulls: [] };
      return [{ system, binding, place: { path, at: at[`/what/${index}`] ?? at["/what"] } }];
    });
  });
}

/** A commit is 40 characters, whichever it will be. */
export const ANY_COMMIT = "0".repeat(40);
