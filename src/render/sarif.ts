import type { Finding, FindingCode, Severity } from "../model/finding.js";
import { oneLine } from "./escape.js";
import { FINDING_MEANINGS, findingHelp } from "./finding-meanings.js";
import { annotationTitle, renderFinding } from "./findings.js";

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  notice: "note",
};

/** Whoever reads code scanning needs a file: what is about none is about the folder. */
const WHOLE = "access";

/** What says that a result is the same as before. Another way to make it is another version. */
const FINGERPRINT = "curfewFinding/v1";

export interface SarifTool {
  readonly version: string;
  readonly homepage: string;
  /** A short name for a text: the same for the same text, another for any other. */
  readonly digest: (text: string) => string;
}

/** The findings as SARIF 2.1.0, for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarif(findings: readonly Finding[], tool: SarifTool): object {
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted();
  const seen = new Map<string, number>();

  /** Where it stands in the file does not count, so that it stays one result when lines move. */
  function fingerprintOf({ code, path, args }: Finding): string {
    const identity = tool.digest(JSON.stringify([code, path ?? "", args]));
    const times = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, times);
    return `${identity}:${times}`;
  }

  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Curfew",
            semanticVersion: tool.version,
            informationUri: tool.homepage,
            rules: codes.map((code) => ruleOf(code, findings)),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: LEVELS[finding.severity],
          message: { text: renderFinding(finding) },
          locations: [{ physicalLocation: locationOf(finding) }],
          partialFingerprints: { [FINGERPRINT]: fingerprintOf(finding) },
        })),
      },
    ],
  };
}

function ruleOf(code: FindingCode, findings: readonly Finding[]): object {
  const { meaning, remedy } = FINDING_MEANINGS[code];
  const [first] = findings.filter((finding) => finding.code === code);
  return {
    id: code,
    shortDescription: { text: first === undefined ? code : `${annotationTitle(first)}.` },
    fullDescription: { text: meaning },
    help: { text: remedy, markdown: `${meaning}\n\n${remedy}\n\n[More](${findingHelp(code)})` },
    helpUri: findingHelp(code),
    defaultConfiguration: { level: first === undefined ? "error" : LEVELS[first.severity] },
  };
}

function locationOf({ path, line, column }: Finding): object {
  const uri = (path === undefined ? WHOLE : oneLine(path)).split("/").map(encodeURIComponent).join("/");
  const region = line === undefined ? {} : { region: { startLine: line, ...(column ? { startColumn: column } : {}) } };
  return { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, ...region };
}
