/** An element, and where it stands in the text. */
export interface XmlElement {
  readonly namespace: string;
  /** Without a prefix. */
  readonly name: string;
  /** By name as written, without declarations of namespaces. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Of the element itself, without its children's. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Open = { -readonly [K in keyof XmlElement]: XmlElement[K] } & { children: XmlElement[] };

const NAME = "[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?";
const TAG = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, "y");
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "g");
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Reads a document of elements, attributes and text. Undefined for anything that is more (declarations, comments,
 * instructions, CDATA, entities of its own) or that is not well-formed: what is not read cannot be read in two ways.
 */
export function readXml(text: string): XmlElement | undefined {
  const open: Open[] = [];
  const scopes: ReadonlyMap<string, string>[] = [new Map()];
  let root: XmlElement | undefined;
  let at = 0;
  while (at < text.length) {
    if (text[at] !== "<") {
      const next = text.indexOf("<", at);
      const run = text.slice(at, next < 0 ? text.length : next);
      const value = unescaped(run);
      const parent = open.at(-1);
      if (value === undefined || (!parent && run.trim() !== "")) return undefined;
      if (parent) parent.text += value;
      at += run.length;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (!tag) return undefined;
    at = TAG.lastIndex;
    const [, closing, qualified = "", written = "", empty] = tag;
    const element = closing === "/" ? open.pop() : begin(tag.index, qualified, written, scopes);
    if (!element) return undefined;
    if (closing === "/") {
      if (text.slice(element.start + 1).split(/[\s/>]/, 1)[0] !== qualified || written !== "") return undefined;
    } else if (empty !== "/") {
      open.push(element);
      continue;
    }
    element.end = at;
    scopes.pop();
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else if (root) return undefined;
    else root = element;
  }
  return open.length === 0 ? root : undefined;
}

/** The children of one name. */
export function childrenOf(element: XmlElement | undefined, name: string, namespace: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name && child.namespace === namespace) ?? [];
}

/** The one child of that name; undefined where there is none, or more than one. */
export function onlyChild(element: XmlElement | undefined, name: string, namespace: string): XmlElement | undefined {
  const found = childrenOf(element, name, namespace);
  return found.length === 1 ? found[0] : undefined;
}

function begin(
  start: number,
  qualified: string,
  written: string,
  scopes: ReadonlyMap<string, string>[],
): Open | undefined {
  const scope = new Map(scopes.at(-1));
  const attributes = new Map<string, string>();
  for (const [, name = "", double, single] of written.matchAll(ATTRIBUTE)) {
    const value = unescaped(double ?? single ?? "");
    if (value === undefined || attributes.has(name)) return undefined;
    if (name === "xmlns") scope.set("", value);
    else if (name.startsWith("xmlns:")) scope.set(name.slice("xmlns:".length), value);
    else attributes.set(name, value);
  }
  const colon = qualified.indexOf(":");
  const namespace = scope.get(qualified.slice(0, Math.max(0, colon))) ?? (colon < 0 ? "" : undefined);
  if (namespace === undefined) return undefined;
  scopes.push(scope);
  return { namespace, name: qualified.slice(colon + 1), attributes, children: [], text: "", start, end: start };
}

function unescaped(text: string): string | undefined {
  let known = true;
  const value = text.replaceAll(/&([^;]{0,10};?)/g, (_, inner: string) => {
    const entity = inner.endsWith(";") ? inner.slice(0, -1) : "";
    const number = /^#(?:x([0-9a-fA-F]{1,5})|(\d{1,6}))$/.exec(entity);
    if (number) return String.fromCodePoint(Number.parseInt(number[1] ?? number[2] ?? "0", number[1] ? 16 : 10));
    known &&= Object.hasOwn(ENTITIES, entity);
    return ENTITIES[entity] ?? "";
  });
  return known ? value : undefined;
}
