import { verify } from "node:crypto";
import type { Actor, App } from "../world/nouns.js";
import type { World } from "../world/world.js";
import { problem } from "./problem.js";

/** The token of an Authorization header: `token X`, `Bearer X`, or the password of Basic. */
export function tokenOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [scheme = "", value = ""] = header.trim().split(/\s+/, 2);
  if (/^basic$/i.test(scheme)) {
    const [name = "", ...password] = Buffer.from(value, "base64").toString().split(":");
    return password.join(":") || name || undefined;
  }
  return /^(?:bearer|token)$/i.test(scheme) ? value : undefined;
}

function parsePart(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Not JSON: falls through to the refusal.
  }
  throw problem(401, "A JSON web token could not be decoded");
}

/** An App proves itself with a JWT that it signed. Its times are the machine's, not the sandbox's. */
function appOfToken(world: World, token: string): App {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = parsePart(payload);
  const app = [...world.apps.values()].find(
    (each) => String(each.id) === String(claims["iss"]) || each.clientId === claims["iss"],
  );
  if (!app) throw problem(401, "Integration not found");
  const valid =
    parsePart(header)["alg"] === "RS256" &&
    verify("sha256", Buffer.from(`${header}.${payload}`), app.publicKey, Buffer.from(signature, "base64url"));
  if (!valid) throw problem(401, "A JSON web token could not be decoded");
  const now = Math.floor(world.clock.wall() / 1000);
  const { iat, exp } = claims;
  if (typeof iat !== "number" || iat > now)
    throw problem(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (typeof exp !== "number" || exp <= now)
    throw problem(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp - now > 600) throw problem(401, "'Expiration time' claim ('exp') is too far in the future");
  return app;
}

export function authenticate(world: World, header: string | undefined): Actor {
  if (header === undefined) return { kind: "anonymous" };
  const token = tokenOf(header);
  if (token === undefined) throw problem(401, "Bad credentials");
  const account = world.personalTokens.get(token);
  if (account) return { kind: "user", account };
  const granted = world.installationTokens.get(token);
  if (granted && granted.expiresAt > world.clock.wall()) {
    const { installation, permissions, repositories } = granted;
    const { app } = installation;
    return { kind: "installation", account: app.bot, app, installation, permissions, repositories };
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { kind: "app", app: appOfToken(world, token) };
  throw problem(401, "Bad credentials");
}

/** How an actor is called where calls are counted: a login, `app/<slug>` or `anonymous`. */
export function callerName(actor: Actor): string {
  if (actor.kind === "anonymous") return "anonymous";
  return actor.kind === "user" ? actor.account.login : `app/${actor.app.slug}`;
}
