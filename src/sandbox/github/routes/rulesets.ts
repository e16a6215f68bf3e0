import { type Body, objects, optionalNumber, optionalObject, optionalText, text, textList } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  created,
  noContent,
  numberParam,
  ok,
  page,
  param,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { appliesTo, bypassOf } from "../rules/branch-rules.js";
import { api, nodeId, type Shape, timestamp } from "../shapes/common.js";
import { hasPermission, isAdmin } from "../world/access.js";
import type { BypassActor, Rule, Ruleset } from "../world/nouns.js";
import { fullName } from "../world/world.js";

/** Rulesets of a repository. */

const KNOWN_RULES = new Set([
  "pull_request",
  "required_status_checks",
  "creation",
  "update",
  "deletion",
  "non_fast_forward",
  "required_linear_history",
  "required_signatures",
]);

/** Only who may change a ruleset is shown who passes it by. */
function mayAdminister(request: RepositoryRequest): boolean {
  const { actor, github, repository } = request;
  return actor.kind === "installation"
    ? hasPermission(actor.permissions, "administration", "write")
    : isAdmin(github.world, repository, actor);
}

function brief(request: RepositoryRequest, ruleset: Ruleset): Shape {
  const { github, repository } = request;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: "Repository",
    source: fullName(repository),
    enforcement: ruleset.enforcement,
    node_id: nodeId("RRS", ruleset.id),
    created_at: timestamp(ruleset.createdAt),
    updated_at: timestamp(ruleset.updatedAt),
    _links: {
      self: { href: api(github.world, `/repos/${fullName(repository)}/rulesets/${ruleset.id}`) },
      html: { href: `${github.world.url}/${fullName(repository)}/rules/${ruleset.id}` },
    },
  };
}

function full(request: RepositoryRequest, ruleset: Ruleset): Shape {
  const { actor, github, repository } = request;
  const bypass = bypassOf(github.world, repository, ruleset, actor);
  return {
    ...brief(request, ruleset),
    ...(mayAdminister(request) ? { bypass_actors: ruleset.bypassActors } : {}),
    current_user_can_bypass: bypass === "pull_request" ? "pull_requests_only" : bypass,
    conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } },
    rules: ruleset.rules,
  };
}

function find(request: RepositoryRequest): Ruleset {
  const ruleset = request.repository.rulesets.get(numberParam(request, "ruleset_id"));
  if (!ruleset) throw notFound();
  return ruleset;
}

/** GitHub fills in what was left out. */
function ruleOf(body: Body): Rule {
  const type = text(body, "type");
  if (!KNOWN_RULES.has(type)) throw problem(422, "Validation Failed", [`Invalid rule '${type}': `]);
  const given = optionalObject(body, "parameters");
  if (type === "pull_request") {
    return {
      type,
      parameters: {
        required_approving_review_count: 0,
        dismiss_stale_reviews_on_push: false,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
        allowed_merge_methods: ["merge", "squash", "rebase"],
        ...given,
      },
    };
  }
  if (type === "required_status_checks") {
    const checks = objects(given ?? {}, "required_status_checks").map((check) => ({
      context: text(check, "context"),
      ...(check["integration_id"] === undefined || check["integration_id"] === null
        ? {}
        : { integration_id: optionalNumber(check, "integration_id") }),
    }));
    return {
      type,
      parameters: {
        strict_required_status_checks_policy: given?.["strict_required_status_checks_policy"] === true,
        do_not_enforce_on_create: given?.["do_not_enforce_on_create"] === true,
        required_status_checks: checks,
      },
    };
  }
  return given ? { type, parameters: given } : { type };
}

function bypassActor(body: Body): BypassActor {
  return {
    actor_id: optionalNumber(body, "actor_id") ?? null,
    actor_type: text(body, "actor_type"),
    bypass_mode: optionalText(body, "bypass_mode") === "pull_request" ? "pull_request" : "always",
  };
}

function enforcementOf(value: string): Ruleset["enforcement"] {
  if (value === "active" || value === "disabled" || value === "evaluate") return value;
  throw problem(422, `Invalid request.\n\nFor 'properties/enforcement', ${value} is not a possible value.`);
}

function apply(ruleset: Ruleset, body: Body): void {
  ruleset.name = optionalText(body, "name") ?? ruleset.name;
  ruleset.target = optionalText(body, "target") ?? ruleset.target;
  const enforcement = optionalText(body, "enforcement");
  if (enforcement !== undefined) ruleset.enforcement = enforcementOf(enforcement);
  if ("bypass_actors" in body) ruleset.bypassActors = objects(body, "bypass_actors").map(bypassActor);
  const names = optionalObject(optionalObject(body, "conditions") ?? {}, "ref_name");
  if (names) {
    ruleset.include = textList(names, "include");
    ruleset.exclude = textList(names, "exclude");
  }
  if ("rules" in body) ruleset.rules = objects(body, "rules").map(ruleOf);
}

function create(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const now = github.world.clock.now();
  const ruleset: Ruleset = {
    id: github.world.nextId(),
    createdAt: now,
    updatedAt: now,
    name: text(body, "name"),
    target: "branch",
    enforcement: enforcementOf(text(body, "enforcement")),
    bypassActors: [],
    include: [],
    exclude: [],
    rules: [],
  };
  if ([...repository.rulesets.values()].some((each) => each.name === ruleset.name))
    throw problem(422, "Validation Failed", ["Name must be unique"]);
  apply(ruleset, body);
  repository.rulesets.set(ruleset.id, ruleset);
  return created(full(request, ruleset));
}

function update(request: RepositoryRequest): Answer {
  const ruleset = find(request);
  apply(ruleset, request.body);
  ruleset.updatedAt = request.github.world.clock.now();
  return ok(full(request, ruleset));
}

function listForBranch(request: RepositoryRequest): Answer {
  const { repository } = request;
  const ref = `refs/heads/${param(request, "branch")}`;
  const rules = [...repository.rulesets.values()]
    .filter((ruleset) => ruleset.enforcement === "active" && appliesTo(repository, ruleset, ref))
    .flatMap((ruleset) =>
      ruleset.rules.map((rule) => ({
        ...rule,
        ruleset_source_type: "Repository",
        ruleset_source: fullName(repository),
        ruleset_id: ruleset.id,
      })),
    );
  return page(request, rules);
}

const RULESETS = "/repos/{owner}/{repo}/rulesets";

export const rulesetRoutes: readonly Route[] = [
  repositoryRoute(`GET ${RULESETS}`, "metadata:read", (request) =>
    page(
      request,
      [...request.repository.rulesets.values()].map((ruleset) => brief(request, ruleset)),
    ),
  ),
  repositoryRoute(`POST ${RULESETS}`, "administration:write", create, "admin"),
  repositoryRoute(`GET ${RULESETS}/{ruleset_id}`, "metadata:read", (request) => ok(full(request, find(request)))),
  repositoryRoute(`PUT ${RULESETS}/{ruleset_id}`, "administration:write", update, "admin"),
  repositoryRoute(
    `DELETE ${RULESETS}/{ruleset_id}`,
    "administration:write",
    (request) => {
      request.repository.rulesets.delete(find(request).id);
      return noContent();
    },
    "admin",
  ),
  repositoryRoute("GET /repos/{owner}/{repo}/rules/branches/{branch}", "metadata:read", listForBranch),
];
