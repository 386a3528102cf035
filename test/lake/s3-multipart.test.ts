import { createHash, randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { refusal, type ServedLake, serveLake } from "./served-lake";

const Bucket = "data";
const Key = "dt=2024-01-01/large.parquet";
const mebibyte = 1024 * 1024;

describe("lake · S3 uploads in parts", () => {
  let lake: ServedLake;

  before(async () => {
    lake = await serveLake();
    await lake.s3.send(new CreateBucketCommand({ Bucket }));
  });

  after(() => lake.close());

  const begin = async (more = {}): Promise<string> => {
    const command = new CreateMultipartUploadCommand({ Bucket, Key, ...more });
    return (await lake.s3.send(command)).UploadId ?? "";
  };
  const upload = async (
    UploadId: string,
    PartNumber: number,
    Body: Uint8Array,
  ): Promise<CompletedPart> => {
    const { ETag, ChecksumCRC32 } = await lake.s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
    );
    return { PartNumber, ETag, ChecksumCRC32 };
  };
  const complete = (UploadId: string, Parts: CompletedPart[], more = {}) =>
    lake.s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts },
        ...more,
      }),
    );

  it("puts parts together in the order of their numbers", async () => {
    const bytes = randomBytes(11 * mebibyte);
    const pieces = [
      bytes.subarray(0, 5 * mebibyte),
      bytes.subarray(5 * mebibyte, 10 * mebibyte),
      bytes.subarray(10 * mebibyte),
    ] as const;
    const UploadId = await begin({ Metadata: { a: "1" }, ContentType: "text/plain" });
    const last = await upload(UploadId, 7, pieces[2]);
    const second = await upload(UploadId, 3, pieces[1]);
    await upload(UploadId, 1, pieces[1]);
    const first = await upload(UploadId, 1, pieces[0]);
    const { Parts } = await lake.s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(Parts?.map(({ PartNumber }) => PartNumber)).to.deep.equal([1, 3, 7]);
    const { ETag } = await complete(UploadId, [first, second, last]);
    const tags = pieces.map((piece) => createHash("md5").update(piece).digest());
    const tag = createHash("md5").update(Buffer.concat(tags)).digest("hex");
    expect(ETag).to.equal(`"${tag}-3"`);
    const { Body, Metadata, ContentType } = await lake.s3.send(
      new GetObjectCommand({ Bucket, Key }),
    );
    expect({ Metadata, ContentType }).to.deep.equal({
      Metadata: { a: "1" },
      ContentType: "text/plain",
    });
    const back = Buffer.from((await Body?.transformToByteArray()) ?? []);
    expect(Buffer.compare(back, bytes)).to.equal(0);
    expect(await refusal(upload(UploadId, 1, pieces[0]))).to.equal("NoSuchUpload 404");
  });

  it("makes parts out of ranges of objects", async () => {
    await lake.s3.send(new PutObjectCommand({ Bucket, Key: "from here", Body: "0123456789" }));
    const UploadId = await begin();
    const { CopyPartResult } = await lake.s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber: 1,
        CopySource: `${Bucket}/from%20here`,
        CopySourceRange: "bytes=2-5",
      }),
    );
    await complete(UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    const { Body } = await lake.s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).to.equal("2345");
  });

  it("completes on condition, and keeps the upload when the condition does not hold", async () => {
    await lake.s3.send(new PutObjectCommand({ Bucket, Key, Body: "there" }));
    const UploadId = await begin();
    const part = await upload(UploadId, 1, Buffer.from("new"));
    expect(await refusal(complete(UploadId, [part], { IfNoneMatch: "*" }))).to.equal(
      "PreconditionFailed 412",
    );
    await complete(UploadId, [part]);
    const head = await lake.s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head.ContentLength).to.equal(3);
  });

  it("refuses parts that are small, out of order or not those that arrived", async () => {
    const UploadId = await begin();
    const one = await upload(UploadId, 1, Buffer.from("1"));
    const two = await upload(UploadId, 2, Buffer.from("2"));
    expect(await refusal(complete(UploadId, [one, two]))).to.equal("EntityTooSmall 400");
    expect(await refusal(complete(UploadId, [two, one]))).to.equal("InvalidPartOrder 400");
    expect(await refusal(complete(UploadId, [{ ...one, ETag: two.ETag }]))).to.equal(
      "InvalidPart 400",
    );
    expect(await refusal(upload(UploadId, 10_001, Buffer.from("x")))).to.equal(
      "InvalidArgument 400",
    );
  });

  it("lists uploads under way and forgets those that are aborted", async () => {
    const UploadId = await begin();
    await upload(UploadId, 1, Buffer.from("1"));
    const list = async () => {
      const { Uploads } = await lake.s3.send(new ListMultipartUploadsCommand({ Bucket }));
      return (Uploads ?? []).map((found) => found.UploadId);
    };
    expect(await list()).to.include(UploadId);
    await lake.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    expect(await list()).to.not.include(UploadId);
    expect(await refusal(complete(UploadId, []))).to.match(/ 40[04]$/);
  });
});
