/** What an event wakes. Events carry no truth: only which repository, and which pull request, is worth another look. */
export type Wake =
  | { readonly kind: "check"; readonly pull: number }
  | { readonly kind: "check-open" }
  /** Commands in the comments of one issue or pull request. */
  | { readonly kind: "answer"; readonly issue: number }
  | { readonly kind: "answer-all" }
  | { readonly kind: "reconcile" };

export interface Woken {
  /** `owner/name`. */
  readonly repository: string;
  readonly installation: number;
  readonly wakes: readonly Wake[];
}

/** What may stand in an address of the API, and in a folder of the cache. */
const FULL_NAME = /^[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/;

type Json = Readonly<Record<string, unknown>>;

/** Which pull request actions can change what is judged; the others, such as labels, cannot. */
const JUDGED = new Set([
  "opened",
  "reopened",
  "synchronize",
  "edited",
  "ready_for_review",
  "converted_to_draft",
  "review_request_removed",
]);

/** From a webhook's name and payload; undefined for what wakes nothing. The payload is signed, but trusted for no more than names. */
export function wakesOf(event: string, payload: unknown): Woken | undefined {
  const body = record(payload);
  const repository = record(body["repository"])["full_name"];
  const installation = record(body["installation"])["id"];
  if (typeof repository !== "string" || !FULL_NAME.test(repository) || !isNumber(installation)) return undefined;
  const wakes = wakesOfBody(event, body);
  return wakes.length === 0 ? undefined : { repository, installation, wakes };
}

function wakesOfBody(event: string, body: Json): readonly Wake[] {
  const action = body["action"];
  switch (event) {
    case "pull_request":
      if (action === "closed") return [{ kind: "reconcile" }];
      return typeof action === "string" && JUDGED.has(action) ? checks([body["pull_request"]]) : [];
    case "pull_request_review":
      return checks([body["pull_request"]]);
    case "issue_comment":
      return action === "created" ? answers(body) : [];
    case "issues":
      // An issue of ours that was closed may have to be open.
      return action === "closed" || action === "reopened" ? [{ kind: "reconcile" }] : [];
    case "check_run":
      return action === "rerequested" ? checks(list(record(body["check_run"])["pull_requests"])) : [];
    case "check_suite":
      return action === "rerequested" ? checks(list(record(body["check_suite"])["pull_requests"])) : [];
    case "push":
      return wakesOfPush(body);
    default:
      return [];
  }
}

/** Only a push to the default branch changes what should be held; one that is more than requests changes judgements too. */
function wakesOfPush(body: Json): readonly Wake[] {
  const branch = record(body["repository"])["default_branch"];
  if (body["ref"] !== `refs/heads/${String(branch)}`) return [];
  const paths = list(body["commits"]).flatMap((commit) =>
    ["added", "modified", "removed"].flatMap((key) => list(record(commit)[key])),
  );
  const requestsAlone = paths.length > 0 && paths.every((path) => String(path).startsWith("access/requests/"));
  return requestsAlone ? [{ kind: "reconcile" }] : [{ kind: "reconcile" }, { kind: "check-open" }];
}

function checks(pulls: readonly unknown[]): readonly Wake[] {
  return pulls
    .map((pull) => record(pull)["number"])
    .filter(isNumber)
    .map((pull) => ({ kind: "check", pull }));
}

/** Of what people say; what it says is read again. Most comments are no commands: those are looked at by the resync alone. */
function answers(body: Json): readonly Wake[] {
  const comment = record(body["comment"]);
  const issue = record(body["issue"])["number"];
  const commands = /\/curfew\b/i.test(String(comment["body"])) && record(comment["user"])["type"] !== "Bot";
  return commands && isNumber(issue) ? [{ kind: "answer", issue }] : [];
}

/** What GitHub numbers: from one on. */
function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function record(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
