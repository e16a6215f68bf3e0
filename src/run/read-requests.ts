import { readRequest } from "../core/read/request.js";
import type { Access } from "../model/access.js";
import type { Finding } from "../model/finding.js";
import type { Request } from "../model/request.js";
import type { Context } from "./context.js";
import { readFiles } from "./read-files.js";

/** Reads request files of trees, under an access folder that may be another commit's. */
export async function readRequests(
  context: Context,
  entries: readonly { readonly path: string; readonly mode: string; readonly blob: string }[],
  access: Access,
): Promise<{ readonly requests: readonly Request[]; readonly findings: readonly Finding[] }> {
  const files = await readFiles(context.history, entries);
  const read = files.map((file) => readRequest(file, access));
  return {
    requests: read.flatMap(({ request }) => (request ? [request] : [])),
    findings: read.flatMap(({ findings }) => findings ?? []),
  };
}
