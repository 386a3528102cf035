import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { AthenaClient, GetQueryExecutionCommand } from "@aws-sdk/client-athena";
import { CreateDatabaseCommand, GetDatabaseCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import type { CallEntry } from "../../src/lake";
import { refusal, type ServedLake, serveLake } from "./served-lake";

const Bucket = "data";

describe("lake · server", () => {
  let lake: ServedLake;
  let glue: GlueClient;

  before(async () => {
    lake = await serveLake();
    glue = new GlueClient(lake.config);
    await lake.s3.send(new CreateBucketCommand({ Bucket }));
  });

  beforeEach(async () => {
    await lake.control("DELETE", "faults");
  });

  after(async () => {
    glue.destroy();
    await lake.close();
  });

  const put = (Key: string) => lake.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const get = async (Key: string) => {
    const { Body } = await lake.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Body?.transformToString();
  };
  const setFaults = async (...rules: object[]) => {
    expect((await lake.control("POST", "faults", { rules })).status).to.equal(200);
  };
  const callsSince = async (position: unknown) => {
    const { body } = await lake.control("GET", `calls?since=${Number(position)}`);
    return { calls: body["calls"] as readonly CallEntry[], next: body["next"] };
  };

  it("tells a caller who it is", async () => {
    const sts = new STSClient(lake.config);
    expect(await sts.send(new GetCallerIdentityCommand({}))).to.deep.include({
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:user/lake",
    });
    sts.destroy();
  });

  it("answers Glue on the same port as S3", async () => {
    const Name = "sales";
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
    const { Database } = await glue.send(new GetDatabaseCommand({ Name }));
    expect(Database?.Name).to.equal(Name);
    expect(Database?.CreateTime).to.be.instanceOf(Date);
    expect(await refusal(glue.send(new GetDatabaseCommand({ Name: "none" })))).to.equal(
      "EntityNotFoundException 400",
    );
  });

  it("answers nobody without the key, in the words of each service", async () => {
    const stranger = {
      ...lake.config,
      credentials: { accessKeyId: "AKIASTRANGER", secretAccessKey: "x" },
    };
    const forger = {
      ...lake.config,
      credentials: { ...lake.config.credentials, secretAccessKey: "x" },
    };
    const attempts = (config: typeof forger) =>
      Promise.all([
        refusal(new S3Client(config).send(new ListBucketsCommand({}))),
        refusal(new GlueClient(config).send(new GetDatabaseCommand({ Name: "sales" }))),
        refusal(
          new AthenaClient(config).send(new GetQueryExecutionCommand({ QueryExecutionId: "x" })),
        ),
        refusal(new STSClient(config).send(new GetCallerIdentityCommand({}))),
      ]);
    expect(await attempts(stranger)).to.deep.equal([
      "InvalidAccessKeyId 403",
      "UnrecognizedClientException 403",
      "UnrecognizedClientException 403",
      "InvalidClientTokenId 403",
    ]);
    expect(await attempts(forger)).to.deep.equal([
      "SignatureDoesNotMatch 403",
      "InvalidSignatureException 403",
      "InvalidSignatureException 403",
      "SignatureDoesNotMatch 403",
    ]);
    for (const path of ["/", "/data", "/data/x", "/_lake/calls", "/_lake/anything"]) {
      expect((await fetch(lake.lake.url + path)).status, path).to.equal(403);
    }
  });

  it("listens on the loopback interface alone and keeps its key to this user", async () => {
    expect(new URL(lake.lake.url).hostname).to.equal("127.0.0.1");
    const { mode } = await stat(join(lake.dir, "credentials.json"));
    expect(mode & 0o077).to.equal(0);
  });

  it("asks for the body of a client that expects it to", async () => {
    const { url } = lake.lake;
    const request = httpRequest(`${url}/data/x`, {
      method: "PUT",
      headers: { expect: "100-continue", "content-length": "1" },
    });
    const answered = once(request, "response");
    request.flushHeaders();
    await once(request, "continue");
    request.end("x");
    const [response] = await answered;
    expect(response.statusCode).to.equal(403);
    response.resume();
  });

  it("writes every call down with who, what and how it ended", async () => {
    const { next } = await callsSince(0);
    await put("logged");
    await refusal(get("missing"));
    await glue.send(new GetDatabaseCommand({ Name: "sales" }));
    const { calls } = await callsSince(next);
    expect(
      calls.map(({ service, operation, parameters, writing, status, code }) => ({
        service,
        operation,
        parameters,
        writing,
        status,
        code,
      })),
    ).to.deep.equal([
      {
        service: "s3",
        operation: "PutObject",
        parameters: { bucket: "data", key: "logged", size: 6 },
        writing: true,
        status: 200,
        code: undefined,
      },
      {
        service: "s3",
        operation: "GetObject",
        parameters: { bucket: "data", key: "missing" },
        writing: false,
        status: 404,
        code: "NoSuchKey",
      },
      {
        service: "glue",
        operation: "GetDatabase",
        parameters: { Name: "sales" },
        writing: false,
        status: 200,
        code: undefined,
      },
    ]);
    expect(calls[0]?.principal).to.equal(lake.lake.credentials.accessKeyId);
    expect(calls[0]?.agent).to.match(/aws-sdk-js/);
  });

  it("strikes the n-th call that a rule is about, and no other", async () => {
    await setFaults({ service: "s3", operation: "PutObject", nth: 2, effect: "throttle" });
    await put("one");
    await get("one");
    expect(await refusal(put("two"))).to.equal("SlowDown 503");
    await put("two");
    await setFaults({ match: '"key":"two"', count: 2, effect: "refuse" });
    await get("one");
    expect(await refusal(get("two"))).to.equal("AccessDenied 403");
    expect(await refusal(get("two"))).to.equal("AccessDenied 403");
    expect(await get("two")).to.equal("two");
    await setFaults({ writing: true, effect: "error", code: "InternalError", status: 500 });
    await get("one");
    expect(await refusal(put("one"))).to.equal("InternalError 500");
  });

  it("throttles Glue in its own words", async () => {
    await setFaults({ service: "glue", effect: "throttle" });
    const call = glue.send(new GetDatabaseCommand({ Name: "sales" }));
    expect(await refusal(call)).to.equal("ThrottlingException 400");
  });

  it("does what was asked and leaves the caller without an answer", async () => {
    await setFaults({ operation: "PutObject", effect: "timeout-after-success" });
    expect(await refusal(put("done"))).to.match(/undefined$/);
    expect(await get("done")).to.equal("done");
    await setFaults({ operation: "PutObject", effect: "drop" });
    expect(await refusal(put("undone"))).to.match(/undefined$/);
    expect(await refusal(get("undone"))).to.equal("NoSuchKey 404");
  });

  it("hangs until the caller gives up", async () => {
    await setFaults({ operation: "PutObject", effect: "hang-before" });
    const { next } = await callsSince(0);
    const abort = new AbortController();
    const command = new PutObjectCommand({ Bucket, Key: "hung", Body: "x" });
    const call = refusal(lake.s3.send(command, { abortSignal: abort.signal }));
    let seen: readonly CallEntry[] = [];
    while (seen.length === 0) {
      seen = (await callsSince(next)).calls;
    }
    expect(seen[0]).to.deep.include({ operation: "PutObject", status: 0, fault: "hang-before" });
    abort.abort();
    expect(await call).to.match(/^AbortError/);
  });

  it("refuses faults that it does not know", async () => {
    const { status, body } = await lake.control("POST", "faults", { rules: [{ effect: "x" }] });
    expect({ status, code: body["code"] }).to.deep.equal({ status: 400, code: "InvalidRules" });
  });

  it("refuses operations that it does not have", async () => {
    const athena = new AthenaClient(lake.config);
    athena.middlewareStack.add(
      (next) => (step) => {
        const request = step.request as { headers: Record<string, string> };
        request.headers["x-amz-target"] = "AWSGlue.constructor";
        return next(step);
      },
      { step: "build" },
    );
    const call = athena.send(new GetQueryExecutionCommand({ QueryExecutionId: "x" }));
    expect(await refusal(call)).to.match(/^UnknownOperationException/);
    athena.destroy();
  });
});

describe("lake · lifetime", () => {
  it("keeps everything when it is served again, and only one serves a folder", async () => {
    const first = await serveLake();
    await first.s3.send(new CreateBucketCommand({ Bucket }));
    await first.s3.send(new PutObjectCommand({ Bucket, Key: "kept", Body: "kept" }));
    expect(await refusal(serveLake({ dir: first.dir }))).to.match(/^FolderInUse/);
    await first.lake.close();
    expect(await readdir(first.dir)).to.not.include("endpoint.json");
    const second = await serveLake({ dir: first.dir });
    expect(second.lake.credentials).to.deep.equal(first.lake.credentials);
    const { Body } = await second.s3.send(new GetObjectCommand({ Bucket, Key: "kept" }));
    expect(await Body?.transformToString()).to.equal("kept");
    first.s3.destroy();
    await second.close();
  });

  it("stops by itself once nothing has happened for long enough", async () => {
    const lake = await serveLake({ idleSeconds: 0.2 });
    await refusal(lake.s3.send(new HeadBucketCommand({ Bucket })));
    await lake.lake.closed;
    await lake.close();
  });

  it("stops when its owner asks", async () => {
    const lake = await serveLake();
    expect((await lake.control("GET", "health")).body["pid"]).to.equal(process.pid);
    expect(await lake.control("POST", "stop")).to.deep.include({ status: 200 });
    await lake.lake.closed;
    await lake.close();
  });
});
