import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** GitHub caps a webhook's payload at 25 MB (docs.github.com, "Webhook events and payloads"). */
const LARGEST_BODY = 25 * 1024 * 1024;

/** Bytes of all bodies that are being read: nobody has proved yet that they are GitHub. What it sends beyond is one lost event more. */
const MOST_AT_ONCE = 4 * LARGEST_BODY;

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the App. `handle` is given the whole body; one larger than GitHub sends is refused before it is kept. */
export async function listen(
  handle: (request: IncomingMessage, response: ServerResponse, body: string) => Promise<void>,
  address: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.requestTimeout = 30_000;

  let reading = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let size = 0;
    const take = (bytes: number): number | undefined => {
      size += bytes;
      reading += bytes;
      if (size > LARGEST_BODY) return 413;
      return reading > MOST_AT_ONCE ? 503 : undefined;
    };
    try {
      const body = await readBody(request, take);
      if (typeof body === "number") response.writeHead(body, { connection: "close" }).end();
      else await handle(request, response, body);
    } finally {
      reading -= size;
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The status to refuse it with where it is too much. */
async function readBody(
  request: IncomingMessage,
  take: (bytes: number) => number | undefined,
): Promise<string | number> {
  const chunks: Buffer[] = [];
  // Left open by whoever stops reading, so that they can still be answered.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    const refused = take(bytes.length);
    if (refused !== undefined) return refused;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
