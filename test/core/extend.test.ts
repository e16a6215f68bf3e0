import { expect, test } from "vitest";
import { extensionOf } from "../../src/core/extend.js";
import { parseRequest } from "../../src/core/read/request.js";
import { parseDuration } from "../../src/model/duration.js";
import { parseInstant } from "../../src/model/instant.js";
import { requestFile } from "../../src/render/request-file.js";
import { PATH, request } from "./world.js";

const instant = (text: string) => parseInstant(text) ?? expect.unreachable();
const WINDOW = { from: instant("2026-11-22T14:00:00Z"), until: instant("2026-11-22T16:00:00Z") };
const ASKED = {
  comment: 1023,
  at: instant("2026-11-22T15:30:00Z"),
  seconds: parseDuration("1h") ?? expect.unreachable(),
};

test("an extension ends so much after what it continues, whenever it is asked for", () => {
  const extension = extensionOf(request(), WINDOW, ASKED);
  expect(extension.until).toBe(instant("2026-11-22T17:00:00Z"));
  expect(extension.renews).toBe(PATH);
  expect(extension.why).toBe(request().why);
  expect(extensionOf(request(), WINDOW, { ...ASKED, why: "Still behind." }).why).toBe("Still behind.");
});

test.each(['He said "no": # - {x} & *y', "C:\\temp\\file is full of ünïcode", "true, or so they say 👍"])(
  "its file is read as what was meant: %j",
  (why) => {
    const extension = extensionOf(request(), WINDOW, { ...ASKED, why });
    const bytes = new TextEncoder().encode(requestFile(extension));
    const read = parseRequest({ path: extension.path, mode: "100644", bytes });
    expect(read.request ?? read.findings).toMatchObject({
      path: "access/requests/aws-prod/2026/11/22/alice-admin-1023.yaml",
      who: "alice",
      renews: PATH,
      length: { kind: "until", until: extension.until },
      why: why.trim(),
    });
  },
);
