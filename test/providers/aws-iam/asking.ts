import type { System } from "../../../src/model/system.js";
import { aSystem } from "../a-system.js";
import { ACCOUNT, ADMINISTRATOR, system } from "./account.js";

/** A system with one role, `admin`, and such settings. */
export function asking(settings: object, role: object = {}): System {
  return aSystem({
    name: system.name,
    kind: system.kind,
    identity: system.identity,
    settings: { account: ACCOUNT, ...settings },
    roles: { admin: { policies: [ADMINISTRATOR], ...role } },
  });
}
