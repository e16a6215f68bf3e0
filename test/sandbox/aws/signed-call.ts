import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../../../src/sandbox/aws/index.js";

export interface SignedCall {
  readonly url: string;
  readonly credentials: Credentials;
  /** `iam`, `sts` or `rds`. */
  readonly service: string;
  readonly form: Readonly<Record<string, string>>;
  /** Epoch milliseconds that the signature claims; now when absent. */
  readonly at?: number;
  /** Changes the headers after signing. */
  readonly tamper?: (headers: Record<string, string>) => void;
  readonly path?: string;
}

/** Signs a request by hand, independently of the SDK, and returns the status and the text of the answer. */
export async function signedCall(call: SignedCall): Promise<{ status: number; text: string; headers: Headers }> {
  const body = new URLSearchParams(call.form).toString();
  const stamp = new Date(call.at ?? Date.now()).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = [stamp.slice(0, 8), "eu-west-1", call.service, "aws4_request"];
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded",
    host: new URL(call.url).host,
    "x-amz-date": stamp,
    ...(call.credentials.sessionToken && { "x-amz-security-token": call.credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    "POST",
    "/",
    "",
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    createHash("sha256").update(body).digest("hex"),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", stamp, scope.join("/"), createHash("sha256").update(canonical).digest("hex")];
  let key: string | Buffer = `AWS4${call.credentials.secretAccessKey}`;
  for (const part of scope) key = createHmac("sha256", key).update(part).digest();
  const signature = createHmac("sha256", key).update(text.join("\n")).digest("hex");
  headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=${call.credentials.accessKeyId}/${scope.join("/")}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  call.tamper?.(headers);
  const answer = await fetch(`${call.url}${call.path ?? "/"}`, { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}
