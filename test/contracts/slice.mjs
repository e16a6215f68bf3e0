/**
 * Cuts, out of GitHub's official descriptions, the part that our sandbox implements: `npm run contracts:slice`.
 * Run by a person when operations.json or a version below changes; what it writes is committed, so that no test needs
 * the network or the 385 MB that the packages take when installed.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mendDescription } from "./errata.mjs";
import { exampleExchanges, exampleWebhooks } from "./official-examples.mjs";
import { closureOf, follow, translateSchema } from "./translate-schema.mjs";

const DESCRIPTION = { package: "@octokit/openapi@23.0.2", file: "generated/api.github.com.json" };
const WEBHOOKS = { package: "@octokit/webhooks-schemas@7.6.1", file: "schema.json" };
const WEBHOOK_EXAMPLES = { package: "@octokit/webhooks-examples@7.6.1", file: "api.github.com/index.json" };

/** The webhooks that the sandbox may send: every action where none is named. */
const EVENTS = {
  check_run: [],
  check_suite: [],
  create: [],
  delete: [],
  installation: [],
  installation_repositories: [],
  issue_comment: [],
  issues: ["assigned", "closed", "edited", "labeled", "opened", "reopened", "unassigned", "unlabeled"],
  ping: [],
  pull_request: ["assigned", "closed", "converted_to_draft", "edited", "labeled", "opened", "ready_for_review"].concat([
    "reopened",
    "review_request_removed",
    "review_requested",
    "synchronize",
    "unassigned",
    "unlabeled",
  ]),
  pull_request_review: [],
  push: [],
};

/** The answers to errors that any operation may give; check-answer.ts says which. */
const GENERAL_SCHEMAS = ["basic-error", "validation-error", "validation-error-simple"];

const temporary = mkdtempSync(join(tmpdir(), "curfew-contracts-"));
try {
  const description = unpack(DESCRIPTION);
  mendDescription(description.content);
  const webhooks = unpack(WEBHOOKS);
  const payloads = unpack(WEBHOOK_EXAMPLES);
  const operations = JSON.parse(readFileSync(new URL("operations.json", import.meta.url), "utf8"));
  const events = sliceWebhooks(webhooks);
  write("github-openapi.json", sliceDescription(description, operations, events.events));
  write("github-webhooks.json", events);
  write("official-examples.json", {
    source: [description.source, payloads.source],
    exchanges: exampleExchanges(description.content),
    webhooks: exampleWebhooks(payloads.content),
  });
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** One file of a package as it was published, without installing it: the rest of it is what makes it large. */
function unpack({ package: name, file }) {
  const folder = join(temporary, name.replaceAll(/[^a-z0-9.]+/g, "-"));
  mkdirSync(folder, { recursive: true });
  const packing = ["pack", name, "--silent", "--pack-destination", folder];
  const archive = execFileSync("npm", packing, { encoding: "utf8" }).trim();
  execFileSync("tar", ["-xzf", join(folder, archive), "-C", folder, `package/${file}`, "package/package.json"]);
  const read = (path) => JSON.parse(readFileSync(join(folder, "package", path), "utf8"));
  const { name: package_, version, license } = read("package.json");
  return { source: { package: package_, version, licence: license, file }, content: read(file) };
}

function sliceDescription({ source, content }, wanted, events) {
  const operations = {};
  for (const [route, methods] of Object.entries(wanted))
    for (const method of methods) operations[`${method} ${route}`] = sliceOperation(content, method, route);
  const general = GENERAL_SCHEMAS.map((name) => ({ $ref: `#/definitions/${name}` }));
  const schemaNamed = (name) => translateSchema(content.components.schemas[name]);
  const described = Object.entries(events).map(([event, actions]) => [
    event,
    Object.fromEntries(Object.keys(actions).map((action) => [action, describedWebhook(content, event, action)])),
  ]);
  const definitions = closureOf([Object.values(operations), described, general], schemaNamed);
  return { source, operations, events: Object.fromEntries(described), definitions };
}

/** The description tells of webhooks too: later than the schemas, and leaving open what those close. */
function describedWebhook(description, event, action) {
  const name = (action === "event" ? event : `${event}-${action}`).replaceAll("_", "-");
  const webhook = description["x-webhooks"][name];
  if (webhook === undefined) throw new Error(`the description has no webhook ${name}`);
  return mediaSchema(webhook.post.requestBody.content);
}

function sliceOperation(description, method, route) {
  const operation = description.paths[route]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`the description has no ${method} ${route}`);
  const resolve = (value) => follow(description, value);
  const parameters = (operation.parameters ?? []).map(resolve).map((parameter) => ({
    name: parameter.name,
    in: parameter.in,
    required: parameter.required === true,
    // GitHub's mark for a path parameter that may contain slashes: a ref, the path of a file.
    multiSegment: parameter["x-multi-segment"] === true,
    schema: translateSchema(parameter.schema),
  }));
  const body = operation.requestBody && resolve(operation.requestBody);
  const responses = Object.entries(operation.responses).map(([status, response]) => [
    status,
    sliceResponse(resolve(response), resolve),
  ]);
  return {
    parameters,
    ...(body && { requestBody: { required: body.required === true, schema: mediaSchema(body.content) } }),
    responses: Object.fromEntries(responses),
  };
}

function sliceResponse(response, resolve) {
  const headers = Object.entries(response.headers ?? {}).map(([name, header]) => [
    name.toLowerCase(),
    translateSchema(resolve(header).schema),
  ]);
  const schema = mediaSchema(response.content ?? {});
  return {
    ...(schema && { schema }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
  };
}

/** GitHub answers all of these as application/json, whichever was asked for: any of their schemas will do. */
function mediaSchema(content) {
  const schemas = Object.entries(content)
    .filter(([media]) => speaksJson(media))
    .map(([, { schema }]) => translateSchema(schema));
  return schemas.length > 1 ? { anyOf: schemas } : schemas[0];
}

function speaksJson(media) {
  return /^application\/(.+\+)?json$/.test(media) || media === "application/vnd.github.object";
}

function sliceWebhooks({ source, content }) {
  const events = {};
  for (const name of Object.keys(content.definitions).sort()) {
    const [event, action] = name.split("$");
    const actions = EVENTS[event];
    if (actions === undefined || action === undefined) continue;
    if (actions.length > 0 && !actions.includes(action)) continue;
    events[event] ??= {};
    events[event][action] = { $ref: `#/definitions/${name}` };
  }
  const missing = Object.keys(EVENTS).filter((event) => events[event] === undefined);
  if (missing.length > 0) throw new Error(`the schemas have no event ${missing.join(", ")}`);
  const schemaNamed = (name) => translateSchema(content.definitions[name]);
  return { source, events, definitions: closureOf([Object.values(events)], schemaNamed) };
}

/** One definition a line: small, and a change of GitHub's description still reads as a diff. */
function write(name, slice) {
  const sections = Object.entries(slice).map(([section, value]) => `${JSON.stringify(section)}: ${lines(value)}`);
  const path = new URL(`slices/${name}`, import.meta.url);
  writeFileSync(path, `{\n${sections.join(",\n")}\n}\n`);
  console.log(`${name}: ${Math.round(readFileSync(path).length / 1024)} KiB`);
}

function lines(value) {
  if (Array.isArray(value)) return `[\n${value.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${JSON.stringify(inner)}`);
  return `{\n${entries.join(",\n")}\n}`;
}
