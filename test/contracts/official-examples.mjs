import { follow } from "./translate-schema.mjs";

/** The exchanges whose official examples are kept, so that the tests can show that what is true passes. */
const EXCHANGES = [
  "GET /app/installations 200",
  "GET /repos/{owner}/{repo}/branches/{branch} 200",
  "GET /repos/{owner}/{repo}/compare/{basehead} 200",
  "GET /repos/{owner}/{repo}/contents/{path} 200",
  "GET /repos/{owner}/{repo}/git/matching-refs/{ref} 200",
  "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline 200",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files 200",
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews 200",
  "GET /repos/{owner}/{repo}/rules/branches/{branch} 200",
  "GET /user 200",
  "POST /repos/{owner}/{repo}/check-runs 201",
  "POST /repos/{owner}/{repo}/git/trees 201",
  "POST /repos/{owner}/{repo}/issues 201",
  "PUT /repos/{owner}/{repo}/branches/{branch}/protection 200",
  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge 405",
];

/**
 * The events whose official examples are kept, with the action to look for. Of several the last is taken: the first
 * were recorded before some properties came to be required.
 */
const WEBHOOKS = {
  check_run: "created",
  check_suite: "completed",
  create: undefined,
  delete: undefined,
  installation: "unsuspend",
  issue_comment: "created",
  issues: "opened",
  ping: undefined,
  pull_request: "opened",
  pull_request_review: "submitted",
  push: undefined,
};

/** The first example of the request and the first of the answer. */
export function exampleExchanges(description) {
  const first = (content) => follow(description, Object.values(content["application/json"].examples)[0]).value;
  return EXCHANGES.map((name) => {
    const [method, route, status] = name.split(" ");
    const { requestBody, responses } = description.paths[route][method.toLowerCase()];
    const request = requestBody && { requestBody: first(requestBody.content) };
    return { method, route, ...request, status: Number(status), responseBody: first(responses[status].content) };
  });
}

export function exampleWebhooks(examples) {
  return Object.entries(WEBHOOKS).map(([event, action]) => {
    const { examples: payloads } = examples.find(({ name }) => name === event);
    return { event, payload: payloads.findLast((payload) => payload.action === action) };
  });
}
