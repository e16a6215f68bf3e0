import type { SettingsFile } from "../../generated/settings.js";
import { validateSettings } from "../../generated/validate.js";
import { parseDuration } from "../../model/duration.js";
import { DEFAULT_SETTINGS, type Settings } from "../../model/settings.js";
import { failed, type Reading, type SourceFile } from "./text-file.js";
import { badDuration, schemaFindings } from "./validate.js";
import { readYaml } from "./yaml-file.js";

export function readSettings(source: SourceFile): Reading<Settings> {
  const { value: file, findings } = readYaml(source);
  if (file === undefined) return failed(...findings);
  const problems = validateSettings(file.value);
  if (problems.length > 0) return failed(...schemaFindings(file, problems));
  const { anchor, ledger, waits } = file.value as SettingsFile;
  const longest = waits === undefined ? DEFAULT_SETTINGS.waits : parseDuration(waits);
  if (longest === undefined) return failed(badDuration(file, "/waits"));
  return {
    value: {
      ...(anchor === undefined ? {} : { anchor }),
      ...(ledger === undefined ? {} : { ledger }),
      waits: longest,
    },
    findings: [],
  };
}
