import type { App, Author, Installation } from "../world/nouns.js";
import type { World } from "../world/world.js";
import { api, nodeId, type Shape, timestamp } from "./common.js";
import { simpleUser } from "./user.js";

export function appShape(world: World, app: App): Shape {
  return {
    id: app.id,
    slug: app.slug,
    client_id: app.clientId,
    node_id: nodeId("A", app.id),
    owner: simpleUser(world, app.owner),
    name: app.slug,
    description: null,
    external_url: `${world.url}/apps/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: timestamp(app.createdAt),
    updated_at: timestamp(app.createdAt),
    permissions: { metadata: "read", ...app.permissions },
    events: [...app.events],
  };
}

/** The App that something was done through, if it was. */
export function viaApp(world: World, author: Author): Shape | null {
  return author.kind === "installation" ? appShape(world, author.app) : null;
}

export function installationShape(world: World, installation: Installation): Shape {
  const url = api(world, `/app/installations/${installation.id}`);
  return {
    id: installation.id,
    account: simpleUser(world, installation.account),
    repository_selection: "selected",
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: api(world, "/installation/repositories"),
    html_url: `${world.url}/settings/installations/${installation.id}`,
    app_id: installation.app.id,
    app_slug: installation.app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: { metadata: "read", ...installation.app.permissions },
    events: [...installation.app.events],
    created_at: timestamp(installation.createdAt),
    updated_at: timestamp(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}
