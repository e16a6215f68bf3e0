import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** Identity providers' keys, made afresh: a key that lay in a file would be somebody's secret one day. */
export function createSigner() {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** A self-signed X.509 certificate of a key, in base64: what node:crypto can read but not write. */
export function certificateOf({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): string {
  const sha256WithRsa = sequence(objectId([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), element(0x05));
  const name = sequence(
    element(0x31, sequence(objectId([0x55, 0x04, 0x03]), element(0x0c, Buffer.from("login.example.com")))),
  );
  const validity = sequence(time("200101000000Z"), time("491231235959Z"));
  const version = element(0xa0, integer(2));
  const key = publicKey.export({ type: "spki", format: "der" });
  const body = sequence(version, integer(1), sha256WithRsa, name, validity, name, key);
  const signature = element(0x03, Buffer.concat([Buffer.of(0), sign("sha256", body, privateKey)]));
  return sequence(body, sha256WithRsa, signature).toString("base64");
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function integer(value: number): Buffer {
  return element(0x02, Buffer.of(value));
}

function objectId(bytes: readonly number[]): Buffer {
  return element(0x06, Buffer.from(bytes));
}

function time(text: string): Buffer {
  return element(0x17, Buffer.from(text));
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
