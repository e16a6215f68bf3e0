import { readAccess } from "../core/read/access-folder.js";
import type { KindSchemas } from "../core/read/system.js";
import type { Access } from "../model/access.js";

/** A file of a checkout, which no commit needs to hold. */
export interface CheckoutFile {
  readonly path: string;
  readonly mode: string;
  readonly bytes: Uint8Array;
}

/** What the access folder of a checkout says. */
export function accessInFiles(files: readonly CheckoutFile[], kinds: KindSchemas): Access {
  return readAccess(
    "",
    files.map((file) => ({ ...file, blob: "" })),
    kinds,
  );
}
