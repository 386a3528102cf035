import { expect } from "chai";
import { listObjects, listTables, openClients } from "../../src/aws";
import { type LakeRun, openLake } from "../apply/lake-run";

describe("aws · what is refused", () => {
  let lake: LakeRun;
  before(async () => {
    lake = await openLake();
  });
  after(() => lake.close());

  it("names the act and what AWS answered", async () => {
    const endpoint = { ...lake.endpoint, secretAccessKey: "wrong" };
    const stranger = openClients(lake.connection, endpoint);
    try {
      const answers = await Promise.allSettled([
        listObjects(stranger, "s3://lake/data"),
        listTables(stranger, "awsdatacatalog", "shop"),
      ]);
      const refusals = answers.map((answer) =>
        answer.status === "rejected" ? `${answer.reason.code} ${answer.reason.message}` : "allowed",
      );
      expect(refusals[0]).to.match(/^AF200 Cannot list "s3:\/\/lake\/data": SignatureDoesNotMatch/);
      expect(refusals[1]).to.match(/^AF200 Cannot list the tables of "shop": InvalidSignature/);
    } finally {
      stranger.close();
    }
  });

  it("asks for an S3 URL where a location is none", async () => {
    const error = await listObjects(lake.clients, "/data").catch((cause: unknown) => cause);
    expect(error).to.have.property("code", "AF205");
  });
});
