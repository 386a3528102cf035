import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { refusal, type ServedLake, serveLake } from "./served-lake";

const Bucket = "data";

describe("lake · S3 objects", () => {
  let lake: ServedLake;
  let s3: S3Client;

  before(async () => {
    lake = await serveLake();
    s3 = lake.s3;
    await s3.send(new CreateBucketCommand({ Bucket }));
  });

  after(() => lake.close());

  const put = (Key: string, Body: string | Uint8Array, more = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const text = async (Key: string, more = {}): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return Body?.transformToString() ?? "";
  };

  it("creates, finds, lists and deletes buckets", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "other" }));
    await s3.send(new CreateBucketCommand({ Bucket: "other" }));
    await s3.send(new HeadBucketCommand({ Bucket: "other" }));
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).to.deep.equal(["data", "other"]);
    const where = await s3.send(new GetBucketLocationCommand({ Bucket: "other" }));
    expect(where.LocationConstraint ?? "").to.equal("");
    await s3.send(new DeleteBucketCommand({ Bucket: "other" }));
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: "other" })))).to.match(/404$/);
  });

  it("refuses to delete a bucket with objects, and names that are none", async () => {
    await put("kept", "x");
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).to.equal(
      "BucketNotEmpty 409",
    );
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: "Up.Case" })))).to.equal(
      "InvalidBucketName 400",
    );
  });

  it("keeps an object's bytes, headers and metadata", async () => {
    await put("kept/all", "a,b\n1,2\n", {
      ContentType: "text/csv",
      ContentEncoding: "identity",
      CacheControl: "no-store",
      Metadata: { Owner: "finance", empty: "" },
    });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "kept/all" }));
    expect(head).to.deep.include({
      ContentLength: 8,
      ContentType: "text/csv",
      ContentEncoding: "identity",
      CacheControl: "no-store",
      Metadata: { owner: "finance", empty: "" },
      ETag: `"${createHash("md5").update("a,b\n1,2\n").digest("hex")}"`,
    });
    expect(head.LastModified?.getMilliseconds()).to.equal(0);
    expect(await text("kept/all")).to.equal("a,b\n1,2\n");
  });

  it("keeps keys of any characters apart and inside their bucket", async () => {
    const keys = [
      "../../x",
      "a//b",
      "/lead",
      "dt=2024-01-01/part 0+1 %20.csv",
      "ünï/日本.parquet",
      'q?x=1&y="<z>"#',
    ];
    for (const key of keys) {
      await put(key, key);
    }
    for (const key of keys) {
      expect(await text(key)).to.equal(key);
    }
  });

  it("sends ranges as asked, and refuses those beyond the end", async () => {
    await put("range", "0123456789");
    expect(await text("range", { Range: "bytes=2-4" })).to.equal("234");
    expect(await text("range", { Range: "bytes=7-" })).to.equal("789");
    expect(await text("range", { Range: "bytes=-2" })).to.equal("89");
    expect(await text("range", { Range: "bytes=8-100" })).to.equal("89");
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: "range", Range: "bytes=0-0" }));
    expect(part.ContentRange).to.equal("bytes 0-0/10");
    expect(await refusal(text("range", { Range: "bytes=10-" }))).to.equal("InvalidRange 416");
  });

  it("writes on condition only while the condition holds", async () => {
    const { ETag } = await put("once", "first", { IfNoneMatch: "*" });
    expect(await refusal(put("once", "second", { IfNoneMatch: "*" }))).to.equal(
      "PreconditionFailed 412",
    );
    await put("once", "second", { IfMatch: ETag });
    expect(await refusal(put("once", "third", { IfMatch: ETag }))).to.equal(
      "PreconditionFailed 412",
    );
    expect(await refusal(put("never", "x", { IfMatch: ETag }))).to.equal("NoSuchKey 404");
    expect(await text("once")).to.equal("second");
  });

  it("lets exactly one of many writers create an object", async () => {
    const tries = Array.from({ length: 20 }, (_, index) =>
      put("race", String(index), { IfNoneMatch: "*" }).then(
        () => true,
        () => false,
      ),
    );
    const won = (await Promise.all(tries)).flatMap((ok, index) => (ok ? [index] : []));
    expect(won).to.have.length(1);
    expect(await text("race")).to.equal(String(won[0]));
  });

  it("reads on condition", async () => {
    const { ETag } = await put("read", "x");
    expect(await text("read", { IfMatch: ETag })).to.equal("x");
    expect(await refusal(text("read", { IfMatch: '"0"' }))).to.equal("PreconditionFailed 412");
    expect(await refusal(text("read", { IfNoneMatch: ETag }))).to.match(/304$/);
  });

  it("verifies what the client says of the bytes", async () => {
    expect(await refusal(put("sum", "x", { ChecksumCRC32: "AAAAAA==" }))).to.equal("BadDigest 400");
    const md5 = createHash("md5").update("y").digest("base64");
    expect(await refusal(put("sum", "x", { ContentMD5: md5 }))).to.equal("BadDigest 400");
    expect(await refusal(text("sum"))).to.equal("NoSuchKey 404");
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256"]) {
      await put("sum", "hello", { ChecksumAlgorithm });
      expect(await text("sum", { ChecksumMode: "ENABLED" })).to.equal("hello");
    }
    await put("sum", "123456789", { ChecksumCRC64NVME: "rosUhgp5mIg=" });
  });

  it("takes a stream of unknown bytes in chunks with a trailing checksum", async () => {
    const bytes = randomBytes(3 * 1024 * 1024 + 17);
    const Body = Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
    await s3.send(
      new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: bytes.length }),
    );
    const { Body: back, ContentEncoding } = await s3.send(
      new GetObjectCommand({ Bucket, Key: "stream" }),
    );
    expect(ContentEncoding).to.equal(undefined);
    expect(Buffer.compare(Buffer.from((await back?.transformToByteArray()) ?? []), bytes)).to.equal(
      0,
    );
  });

  it("copies objects with their metadata or with new ones", async () => {
    const Key = "dt=2024-01-01/from here.csv";
    const { ETag } = await put(Key, "copied", { Metadata: { a: "1" }, ContentType: "text/csv" });
    const CopySource = encodeURIComponent(`${Bucket}/${Key}`);
    const copy = (to: string, more = {}) =>
      s3.send(new CopyObjectCommand({ Bucket, Key: to, CopySource, ...more }));
    const answer = await copy("dt=2024-01-02/to here.csv");
    expect(answer.CopyObjectResult?.ETag).to.equal(ETag);
    await copy("renewed", { MetadataDirective: "REPLACE", Metadata: { b: "2" } });
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await text("dt=2024-01-02/to here.csv")).to.equal("copied");
    const head = (name: string) => s3.send(new HeadObjectCommand({ Bucket, Key: name }));
    expect((await head("dt=2024-01-02/to here.csv")).Metadata).to.deep.equal({ a: "1" });
    expect((await head("renewed")).Metadata).to.deep.equal({ b: "2" });
    expect(await refusal(copy("gone"))).to.equal("NoSuchKey 404");
  });

  it("copies on condition, and never onto itself without a change", async () => {
    const { ETag } = await put("source", "x");
    const copy = (more: object) =>
      s3.send(
        new CopyObjectCommand({ Bucket, Key: "target", CopySource: `${Bucket}/source`, ...more }),
      );
    await copy({ CopySourceIfMatch: ETag });
    expect(await refusal(copy({ CopySourceIfMatch: '"0"' }))).to.equal("PreconditionFailed 412");
    expect(await refusal(copy({ Key: "source" }))).to.equal("InvalidRequest 400");
  });

  it("deletes many objects, each with its own outcome", async () => {
    await put("many/1", "x");
    await put("many/<2> &", "x");
    const Objects = [{ Key: "many/1" }, { Key: "many/<2> &" }, { Key: "none" }];
    const all = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [...Objects, { Key: "k".repeat(1025) }] },
      }),
    );
    expect(all.Deleted?.map(({ Key }) => Key)).to.deep.equal(["many/1", "many/<2> &", "none"]);
    expect(all.Errors?.map(({ Code }) => Code)).to.deep.equal(["KeyTooLongError"]);
    const quiet = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    expect(quiet.Deleted).to.equal(undefined);
    const tooMany = Array.from({ length: 1001 }, (_, index) => ({ Key: String(index) }));
    expect(
      await refusal(s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: tooMany } }))),
    ).to.equal("MalformedXML 400");
  });

  it("says what it does not have instead of ignoring it", async () => {
    expect(await refusal(text("kept", { VersionId: "1" }))).to.equal("NotImplemented 501");
    expect(await refusal(text("nothing"))).to.equal("NoSuchKey 404");
    const elsewhere = new PutObjectCommand({ Bucket: "nowhere", Key: "x", Body: "x" });
    expect(await refusal(s3.send(elsewhere))).to.equal("NoSuchBucket 404");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "nothing" }));
  });
});
