import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { refusal, type ServedLake, serveLake } from "./served-lake";

const Bucket = "data";
const keys = [
  "a",
  "a/",
  "a/b/1",
  "a/b/2",
  "a/c",
  "a0",
  "dt=1/x y",
  "dt=2/x+y",
  "z",
  "é",
  "\u{1F600}",
  "\uFF5E",
];

describe("lake · S3 listings", () => {
  let lake: ServedLake;

  before(async () => {
    lake = await serveLake();
    await lake.s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of keys) {
      await lake.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
  });

  after(() => lake.close());

  const list = (more: object): Promise<ListObjectsV2CommandOutput> =>
    lake.s3.send(new ListObjectsV2Command({ Bucket, ...more }));
  const names = ({ Contents, CommonPrefixes }: ListObjectsV2CommandOutput) => [
    ...(Contents ?? []).map(({ Key }) => Key),
    ...(CommonPrefixes ?? []).map(({ Prefix }) => `[${Prefix}]`),
  ];

  it("orders keys by the bytes of UTF-8", async () => {
    const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(names(await list({}))).to.deep.equal(sorted);
  });

  it("groups what goes on behind the delimiter", async () => {
    expect(names(await list({ Delimiter: "/", Prefix: "a" }))).to.deep.equal(["a", "a0", "[a/]"]);
    expect(names(await list({ Delimiter: "/", Prefix: "a/" }))).to.deep.equal([
      "a/",
      "a/c",
      "[a/b/]",
    ]);
    expect(names(await list({ Prefix: "none" }))).to.deep.equal([]);
  });

  it("pages to the same result whatever the size of the pages", async () => {
    for (const Delimiter of [undefined, "/"]) {
      const whole = names(await list({ Delimiter })).sort();
      for (const MaxKeys of [1, 2, 3, 5, 12]) {
        const found: (string | undefined)[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page = await list({ Delimiter, MaxKeys, ContinuationToken });
          expect(page.KeyCount).to.be.within(1, MaxKeys);
          found.push(...names(page));
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        expect(found.sort(), `pages of ${MaxKeys}`).to.deep.equal(whole);
      }
    }
  });

  it("begins behind a key", async () => {
    const page = await list({ StartAfter: "a0", MaxKeys: 2 });
    expect(names(page)).to.deep.equal(["dt=1/x y", "dt=2/x+y"]);
    expect(page.IsTruncated).to.equal(true);
    expect(await refusal(list({ ContinuationToken: "?" }))).to.equal("InvalidArgument 400");
  });

  it("encodes keys when asked", async () => {
    const page = await list({ Prefix: "dt=", EncodingType: "url" });
    expect(names(page)).to.deep.equal(["dt%3D1/x%20y", "dt%3D2/x%2By"]);
  });

  it("answers the first version of the call with markers", async () => {
    const first = await lake.s3.send(
      new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 2 }),
    );
    expect(first.NextMarker).to.equal("a/");
    const second = await lake.s3.send(
      new ListObjectsCommand({ Bucket, Delimiter: "/", Marker: first.NextMarker, MaxKeys: 2 }),
    );
    expect(second.Contents?.map(({ Key }) => Key)).to.deep.equal(["a0"]);
    expect(second.CommonPrefixes?.map(({ Prefix }) => Prefix)).to.deep.equal(["dt=1/"]);
  });

  it("tells size, tag and time of each object", async () => {
    const { Contents } = await list({ Prefix: "z" });
    expect(Contents?.[0]).to.deep.include({
      Key: "z",
      Size: 1,
      ETag: '"fbade9e36a3f36d3d676c1b808451dd7"',
    });
    expect(Contents?.[0]?.LastModified).to.be.instanceOf(Date);
  });
});
