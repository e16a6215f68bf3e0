import { type DestinationStream, pino } from "pino";
import { withoutUnseen } from "../../model/unseen.js";
import type { Log } from "../../ports/log.js";
import { withoutTokens } from "../secrets.js";

/** Fields whose name says that they are a secret's. */
const SECRET_NAME = /token|secret|password|passphrase|authorization|private.?key|credential|cookie/i;

/** What a secret looks like wherever it stands, beside GitHub's tokens: keys in PEM, credentials in an address, a JWT. */
const SECRETS =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)|(?<=:\/\/)[^/@\s]+(?=@)|\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** What follows such a name in an address that was signed, or in a header. */
const NAMED =
  /([?&](?:x-amz-(?:signature|security-token|credential)|signature|sig|(?:access_)?token|secret|key)=|\bauthorization: *(?:basic|bearer|token) +|\baws4-hmac-sha256 +)[^\s&"']+/gi;

const DEPTH = 6;
const LENGTH = 2_000;
/** What is longer is cut before it is searched for secrets; of what is shown nothing is beyond. */
const SEARCHED = 10 * LENGTH;

/** Lines of JSON, one an event, to standard error or the given stream. */
export function createLog(options: { readonly level: string; readonly destination: DestinationStream }): Log {
  const { level, destination } = options;
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    info: (event, fields) => logger.info(clean(fields ?? {}, 0), cleanText(event)),
    warn: (event, fields) => logger.warn(clean(fields ?? {}, 0), cleanText(event)),
    error: (event, fields) => logger.error(clean(fields ?? {}, 0), cleanText(event)),
  };
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH) return "…";
  if (value instanceof Error) return { name: cleanText(value.name), message: cleanText(value.message) };
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => clean(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      cleanText(key),
      SECRET_NAME.test(key) ? "[removed]" : clean(item, depth + 1),
    ]),
  );
}

/** The text without what looks like a secret. */
export function withoutSecrets(text: string): string {
  return withoutTokens(text, "[removed]").replace(SECRETS, "[removed]").replace(NAMED, "$1[removed]");
}

function cleanText(text: string): string {
  const shown = withoutUnseen(withoutSecrets(text.slice(0, SEARCHED)).replace(/[\t\r\n]/g, " "), " ");
  return shown.length > LENGTH ? `${shown.slice(0, LENGTH)}…` : shown;
}
