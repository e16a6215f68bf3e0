/**
 * Mends, in place, where GitHub's description is wrong about GitHub: a sandbox that obeyed it would answer what GitHub
 * does not. Each erratum has its evidence, and is refused once there is nothing to mend: take it out then.
 */
export function mendDescription({ paths, components }) {
  const { schemas } = components;

  // An account is a person's or an enterprise's. Here it is said to be both, so that the description's own example
  // fails; the schema of the single installation says it right.
  const installations = paths["/app/installations"].get.responses["200"].content["application/json"].schema;
  refuseUnless("allOf" in (installations.items.properties?.account ?? {}), "the account of an installation is both");
  installations.items = { $ref: "#/components/schemas/installation" };

  // A label may have no description, as the schemas of the label itself and of the single pull request say.
  const { description } = schemas["pull-request-simple"].properties.labels.items.properties;
  refuseUnless(description.nullable !== true, "every label of a pull request has a description");
  description.nullable = true;
}

function refuseUnless(wrong, what) {
  if (!wrong) throw new Error(`GitHub's description no longer says that ${what}: take it out of errata.mjs`);
}
