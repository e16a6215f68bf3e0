import { ok, type Route, route } from "../http/route.js";

/** What is about the service itself. */
export const metaRoutes: readonly Route[] = [
  route("GET /meta", () =>
    ok({ verifiable_password_authentication: false, hooks: ["127.0.0.1/32"], git: ["127.0.0.1/32"] }),
  ),
  route("GET /rate_limit", ({ rate }) => ok({ resources: { core: rate, search: rate }, rate })),
];
