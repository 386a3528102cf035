import { expect } from "chai";
import { NotAuthentic, readClaim, type Signature, verify } from "../../src/lake/auth";
import { type RequestHead, readHead } from "../../src/lake/http";
import { ApiError } from "../../src/lake/protocol";
import { decodeChunked } from "../../src/lake/s3/chunked";

// The examples of the S3 API reference, with the key and the signatures that it prints.
const exampleKey = "AKIAIOSFODNN7EXAMPLE";
const exampleSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const exampleTime = Date.parse("2013-05-24T00:00:00Z");
const scope = `${exampleKey}/20130524/us-east-1/s3/aws4_request`;
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const check = (head: RequestHead, payload: string, now = exampleTime): Signature =>
  verify(
    head,
    readClaim(head),
    payload,
    (id) => (id === exampleKey ? exampleSecret : undefined),
    now,
  );

const distrust = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof NotAuthentic) {
      return error.reason;
    }
    throw error;
  }
  return expect.fail("the request was believed");
};

const getObject = (signature: string, path = "/test.txt"): RequestHead =>
  readHead("GET", path, {
    host: "examplebucket.s3.amazonaws.com",
    range: "bytes=0-9",
    "x-amz-content-sha256": emptyHash,
    "x-amz-date": "20130524T000000Z",
    authorization:
      `AWS4-HMAC-SHA256 Credential=${scope},` +
      `SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=${signature}`,
  });

const getSignature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";

describe("lake · signatures", () => {
  it("believes the signed request of the API reference", () => {
    const signature = check(getObject(getSignature), emptyHash);
    expect(signature).to.deep.include({ principal: exampleKey, region: "us-east-1" });
  });

  it("disbelieves the same request with anything changed", () => {
    const wrong = getSignature.replace(/^f/, "0");
    expect(distrust(() => check(getObject(wrong), emptyHash))).to.equal("mismatch");
    expect(distrust(() => check(getObject(getSignature, "/other"), emptyHash))).to.equal(
      "mismatch",
    );
    expect(distrust(() => check(getObject(getSignature), "UNSIGNED-PAYLOAD"))).to.equal("mismatch");
    const later = exampleTime + 16 * 60_000;
    expect(distrust(() => check(getObject(getSignature), emptyHash, later))).to.equal("skewed");
  });

  it("believes the presigned address of the API reference until it expires", () => {
    const head = readHead(
      "GET",
      "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
        `&X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Date=20130524T000000Z` +
        "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=" +
        "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
      { host: "examplebucket.s3.amazonaws.com" },
    );
    check(head, "UNSIGNED-PAYLOAD");
    const tomorrow = exampleTime + 86_401_000;
    expect(distrust(() => check(head, "UNSIGNED-PAYLOAD", tomorrow))).to.equal("expired");
  });

  it("disbelieves what is not signed, is signed by a stranger or makes no sense", () => {
    const bare = readHead("GET", "/", { host: "h" });
    expect(distrust(() => check(bare, emptyHash))).to.equal("missing");
    const head = getObject(getSignature);
    const claim = { ...readClaim(head), accessKeyId: "AKIAOTHER" };
    expect(distrust(() => verify(head, claim, emptyHash, () => undefined, exampleTime))).to.equal(
      "unknown-key",
    );
    const odd = readHead("GET", "/", { host: "h", authorization: "Bearer token" });
    expect(distrust(() => check(odd, emptyHash))).to.equal("malformed");
  });

  it("decodes the signed chunks of the API reference, however the wire cuts them", async () => {
    for (const cut of [7, 1000, 70_000]) {
      expect(await decode(chunkedBody("a"), cut)).to.equal("a".repeat(66_560));
    }
  });

  it("refuses a chunk that was changed on the way, and a body that ends early", async () => {
    const refused = async (body: string): Promise<string> => {
      try {
        await decode(body, 1000);
      } catch (error) {
        return error instanceof ApiError ? error.code : String(error);
      }
      return "decoded";
    };
    expect(await refused(chunkedBody("b"))).to.equal("SignatureDoesNotMatch");
    expect(await refused(chunkedBody("a").slice(0, 66_000))).to.equal("IncompleteBody");
  });
});

async function decode(body: string, cut: number): Promise<string> {
  const payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  const head = readHead("PUT", "/examplebucket/chunkObject.txt", {
    host: "s3.amazonaws.com",
    "x-amz-date": "20130524T000000Z",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "x-amz-content-sha256": payload,
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": "66560",
    "content-length": "66824",
    authorization:
      `AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=content-encoding;content-length;host;` +
      "x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class," +
      "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  });
  const chunks: Uint8Array[] = [];
  for await (const bytes of decodeChunked(pieces(body, cut), check(head, payload), () => {})) {
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < text.length; start += size) {
    yield Buffer.from(text.slice(start, start + size));
  }
}

function chunkedBody(lastLetter: string): string {
  return [
    "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "a".repeat(65_536),
    "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "a".repeat(1023) + lastLetter,
    "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    "\r\n",
  ].join("\r\n");
}
