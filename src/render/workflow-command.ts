import type { Finding } from "../model/finding.js";
import { oneLine } from "./escape.js";
import { findingHelp } from "./finding-meanings.js";
import { annotationTitle, renderFinding } from "./findings.js";

/**
 * A finding as the log of a GitHub workflow wants it, who makes an annotation of it.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function workflowCommand(finding: Finding): string {
  const { path, line, column, severity, code } = finding;
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ["file", path === undefined ? undefined : oneLine(path)],
    ["line", line],
    ["col", column],
    ["title", `${annotationTitle(finding)} (${code})`],
  ];
  const written = properties.flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapedProperty(String(value))}`],
  );
  return `::${severity} ${written.join(",")}::${escapedData(`${renderFinding(finding)} ${findingHelp(code)}`)}`;
}

/** As @actions/core escapes it: a line's end would end the command, and the next line could be one. */
function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
