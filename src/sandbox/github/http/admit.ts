import { canSee, hasPermission, hasRole } from "../world/access.js";
import type { Actor, Repository } from "../world/nouns.js";
import type { World } from "../world/world.js";
import { notFound, problem } from "./problem.js";
import type { Need } from "./route.js";

/** Lets an actor to a repository, or says what GitHub says: who may not see it is told that it is not there. */
export function admit(
  world: World,
  repository: Repository | undefined,
  actor: Actor,
  need: Need,
  writing: boolean,
): Repository {
  if (!repository || !canSee(world, repository, actor)) throw notFound();
  if (actor.kind === "app") throw problem(401, "A JSON web token could not be decoded");
  if (actor.kind === "installation") {
    const outside = !actor.repositories.has(repository);
    const permitted = need.permissions.some(([name, level]) => hasPermission(actor.permissions, name, level));
    // What everybody can see, an App may read too.
    const open = outside && !repository.private && !writing && need.role === undefined;
    if (!open && (outside || !permitted)) throw problem(403, "Resource not accessible by integration");
    return repository;
  }
  if (need.role === undefined && !writing) return repository;
  if (actor.kind === "anonymous") throw problem(401, "Requires authentication");
  if (need.role !== undefined && !hasRole(world, repository, actor.account, need.role)) {
    if (need.role === "admin" && !writing) throw notFound();
    throw problem(
      403,
      need.role === "admin" ? "Must have admin rights to Repository." : "Must have push access to repository",
    );
  }
  return repository;
}
