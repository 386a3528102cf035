import { XMLParser } from "fast-xml-parser";
import { ApiError } from "./protocol";

/** A piece of XML text that is already escaped. */
export interface Xml {
  readonly xml: string;
}

/** What an element may contain; `undefined` leaves the element out. */
export type Content = string | number | boolean | Xml | readonly Xml[] | undefined;

/** Renders an element. */
export function element(name: string, content: Content, attributes = ""): Xml {
  return content === undefined
    ? { xml: "" }
    : { xml: `<${name}${attributes}>${inner(content)}</${name}>` };
}

/** Renders the members of a record as elements in their order. */
export function members(record: Readonly<Record<string, Content>>): Xml {
  return {
    xml: Object.entries(record)
      .map(([name, value]) => element(name, value).xml)
      .join(""),
  };
}

/** Renders a document. */
export function document(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}`;
}

/** Parses a document into nested records; every element that occurs is a list of its values. */
export function parseXml(text: string): XmlNode {
  try {
    const parser = new XMLParser({
      ignoreAttributes: true,
      ignoreDeclaration: true,
      parseTagValue: false,
      trimValues: false,
      removeNSPrefix: true,
      isArray: () => true,
    });
    return new XmlNode(parser.parse(text, true));
  } catch {
    // Refused below, in the words of S3.
  }
  throw malformed();
}

/** The refusal of a document that is not as it must be. */
export function malformed(): ApiError {
  return new ApiError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** Walks a parsed document. */
export class XmlNode {
  readonly #value: unknown;

  /** Wraps what the parser made of an element. */
  constructor(value: unknown) {
    this.#value = value;
  }

  /** Lists the children of a name. */
  all(name: string): readonly XmlNode[] {
    if (typeof this.#value !== "object" || this.#value === null) {
      return [];
    }
    const found = (this.#value as Readonly<Record<string, unknown>>)[name];
    return Array.isArray(found) ? found.map((value) => new XmlNode(value)) : [];
  }

  /** Finds the first child of a name. */
  child(name: string): XmlNode | undefined {
    return this.all(name)[0];
  }

  /** Reads the text of a child. */
  text(name: string): string | undefined {
    return this.child(name)?.ownText();
  }

  /** Reads the element's own text. */
  ownText(): string {
    return typeof this.#value === "string" ? this.#value : "";
  }
}

function inner(content: string | number | boolean | Xml | readonly Xml[]): string {
  if (typeof content !== "object") {
    return escapeText(String(content));
  }
  return "xml" in content ? content.xml : content.map(({ xml }) => xml).join("");
}

function escapeText(text: string): string {
  return text.replace(/[&<>"'\p{Cc}\ufffe\uffff]/gu, (character) => {
    const named = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[character];
    return named ?? `&#${character.charCodeAt(0)};`;
  });
}
