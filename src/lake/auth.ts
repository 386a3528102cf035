import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { param, type RequestHead } from "./http";

/** What a request's signature says about it, once it is known to be right. */
export interface Signature {
  /** The access key id. */
  readonly principal: string;
  readonly region: string;
  readonly service: string;
  /** What the client signed as the hash of the body. */
  readonly payload: string;
  /** Signs the chunks of a streamed body, each of which builds on the signature before it. */
  readonly signChunk: (previous: string, kind: "PAYLOAD" | "TRAILER", hashes: string) => string;
  readonly signature: string;
}

/** Why a request is not believed. */
export type Distrust = "missing" | "malformed" | "unknown-key" | "mismatch" | "skewed" | "expired";

/** Reports that a request is not signed by a key of the lake. */
export class NotAuthentic extends Error {
  /** Keeps the reason, which each protocol says in its own words. */
  constructor(readonly reason: Distrust) {
    super(reason);
    this.name = "NotAuthentic";
  }
}

/** Describes a claimed signature: taken from a header or from the query of a presigned address. */
export interface Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** How long a presigned address is valid from its date. */
  readonly expiresSeconds?: number;
}

const algorithm = "AWS4-HMAC-SHA256";
const allowedSkewMs = 15 * 60 * 1000;
const emptyHash = sha256("");

/** Reads who claims to have signed a request, without believing it. */
export function readClaim(head: RequestHead): Claim {
  if (param(head, "X-Amz-Signature") !== undefined) {
    return toClaim({
      algorithm: param(head, "X-Amz-Algorithm"),
      credential: param(head, "X-Amz-Credential"),
      date: param(head, "X-Amz-Date"),
      signedHeaders: param(head, "X-Amz-SignedHeaders"),
      signature: param(head, "X-Amz-Signature"),
      expires: param(head, "X-Amz-Expires") ?? "",
    });
  }
  const header = head.headers["authorization"];
  if (header === undefined) {
    throw new NotAuthentic("missing");
  }
  const [scheme = "", ...rest] = header.trim().split(/\s+/);
  const fields = new Map(
    rest
      .join("")
      .split(",")
      .map((field) => {
        const cut = field.indexOf("=");
        return [field.slice(0, cut), field.slice(cut + 1)] as const;
      }),
  );
  return toClaim({
    algorithm: scheme,
    credential: fields.get("Credential"),
    date: head.headers["x-amz-date"],
    signedHeaders: fields.get("SignedHeaders"),
    signature: fields.get("Signature"),
  });
}

/**
 * Verifies a claim with the secret of its key. The payload is what stands for the body in the
 * signed text: its hash, or for S3 the header that the client sent instead.
 */
export function verify(
  head: RequestHead,
  claim: Claim,
  payload: string,
  secretOf: (accessKeyId: string) => string | undefined,
  now: number,
): Signature {
  const secret = secretOf(claim.accessKeyId);
  if (secret === undefined) {
    throw new NotAuthentic("unknown-key");
  }
  const scope = `${claim.date.slice(0, 8)}/${claim.region}/${claim.service}/aws4_request`;
  const key = signingKey(secret, claim);
  const sign = (first: string, rest: string) =>
    hmac(key, `${first}\n${claim.date}\n${scope}\n${rest}`).toString("hex");
  const expected = sign(algorithm, sha256(canonicalRequest(head, claim, payload)));
  if (!sameText(expected, claim.signature)) {
    throw new NotAuthentic("mismatch");
  }
  checkTime(claim, now);
  return {
    principal: claim.accessKeyId,
    region: claim.region,
    service: claim.service,
    payload,
    signature: claim.signature,
    signChunk: (previous, kind, hashes) =>
      sign(
        `${algorithm}-${kind}`,
        `${previous}\n${kind === "PAYLOAD" ? `${emptyHash}\n` : ""}${hashes}`,
      ),
  };
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
}

/** Hashes text or bytes to hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

interface RawClaim {
  readonly algorithm: string | undefined;
  readonly credential: string | undefined;
  readonly date: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly expires?: string;
}

function toClaim(raw: RawClaim): Claim {
  const parts = raw.credential?.split("/") ?? [];
  const [day, region, service, terminator] = parts.slice(-4);
  const signedHeaders = raw.signedHeaders?.split(";") ?? [];
  if (
    raw.algorithm !== algorithm ||
    raw.signature === undefined ||
    region === undefined ||
    service === undefined ||
    terminator !== "aws4_request" ||
    parts.length < 5 ||
    raw.date === undefined ||
    !/^\d{8}T\d{6}Z$/.test(raw.date) ||
    day !== raw.date.slice(0, 8) ||
    !signedHeaders.includes("host")
  ) {
    throw new NotAuthentic("malformed");
  }
  const claim = {
    accessKeyId: parts.slice(0, -4).join("/"),
    date: raw.date,
    region,
    service,
    signedHeaders,
    signature: raw.signature,
  };
  if (raw.expires === undefined) {
    return claim;
  }
  if (!/^\d{1,6}$/.test(raw.expires) || Number(raw.expires) > 604_800) {
    throw new NotAuthentic("malformed");
  }
  return { ...claim, expiresSeconds: Number(raw.expires) };
}

function checkTime(claim: Claim, now: number): void {
  const iso = claim.date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const age = now - Date.parse(iso);
  if (claim.expiresSeconds !== undefined) {
    if (age > claim.expiresSeconds * 1000 || age < -allowedSkewMs) {
      throw new NotAuthentic("expired");
    }
  } else if (!(Math.abs(age) <= allowedSkewMs)) {
    throw new NotAuthentic("skewed");
  }
}

function canonicalRequest(head: RequestHead, claim: Claim, payload: string): string {
  const query = head.query
    .filter(([name]) => claim.expiresSeconds === undefined || name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => order(a, b) || order(x, y))
    .map(([name, value]) => `${name}=${value}`);
  const headers = claim.signedHeaders.map(
    (name) => `${name}:${(head.headers[name] ?? "").trim().replace(/\s+/g, " ")}\n`,
  );
  return [
    head.method,
    canonicalPath(head.path, claim.service),
    query.join("&"),
    headers.join(""),
    claim.signedHeaders.join(";"),
    payload,
  ].join("\n");
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function canonicalPath(path: string, service: string): string {
  // S3 signs the path encoded once however it was sent; all others encode it a second time.
  const segments = path.split("/");
  return segments
    .map((segment) => encode(service === "s3" ? safeDecode(segment) : segment))
    .join("/");
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey(secret: string, claim: Claim): Buffer {
  const steps = [claim.date.slice(0, 8), claim.region, claim.service, "aws4_request"];
  return steps.reduce<Buffer>((key, step) => hmac(key, step), Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
