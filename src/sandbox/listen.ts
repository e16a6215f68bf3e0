import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Ends every connection, and waits for what the answers under way still do. */
  close(): Promise<void>;
}

/**
 * Milliseconds that a connection may be idle. Node's own five seconds are over while a busy machine does something else, and
 * a request that meets the closing of its connection fails though nobody injected a fault.
 */
const IDLE = 120_000;

/** Serves on loopback only, on a free port unless one is given. A handler that throws is a bug and answers 500. */
export async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<Listening> {
  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answered = handle(request, response)
      .catch((error: unknown) => {
        // Whoever asked has left, and what was done for them was cut: nobody waits for an answer.
        if (request.socket.destroyed) return;
        process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      })
      .finally(() => underWay.delete(answered));
    underWay.add(answered);
  });
  server.keepAliveTimeout = IDLE;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.all(underWay);
    },
  };
}

/** Reads a body of at most `limit` bytes; throws a RangeError beyond. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) throw new RangeError(`body of more than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
