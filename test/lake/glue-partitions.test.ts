import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteColumnStatisticsForTableCommand,
  DeletePartitionCommand,
  GetColumnStatisticsForPartitionCommand,
  GetColumnStatisticsForTableCommand,
  GetPartitionCommand,
  GetPartitionIndexesCommand,
  GetPartitionsCommand,
  paginateGetPartitions,
  UpdateColumnStatisticsForPartitionCommand,
  UpdateColumnStatisticsForTableCommand,
  UpdatePartitionCommand,
} from "@aws-sdk/client-glue";
import { expect } from "chai";
import { type GlueLake, openGlueLake } from "./glue-lake";
import { refusal } from "./glue-refusal";

const of = { DatabaseName: "shop", TableName: "orders" };
const at = (hour: number | string, region = "eu") => ({
  Values: [String(hour), region],
  StorageDescriptor: { Location: `s3://lake/${hour}/${region}`, Columns: [{ Name: "id" }] },
});

describe("glue partitions", () => {
  let lake: GlueLake;

  beforeEach(async () => {
    lake = await openGlueLake();
    await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } }));
    const PartitionKeys = [
      { Name: "hour", Type: "int" },
      { Name: "region", Type: "string" },
    ];
    const StorageDescriptor = { Columns: [{ Name: "id", Type: "bigint" }] };
    const TableInput = { Name: "orders", PartitionKeys, StorageDescriptor };
    await lake.glue.send(new CreateTableCommand({ DatabaseName: "shop", TableInput }));
  });

  afterEach(async () => {
    await lake.close();
  });

  const batch = (inputs: readonly ReturnType<typeof at>[]) =>
    lake.glue.send(new BatchCreatePartitionCommand({ ...of, PartitionInputList: [...inputs] }));
  const values = async (Expression?: string) => {
    const answer = await lake.glue.send(new GetPartitionsCommand({ ...of, Expression }));
    return answer.Partitions?.map((each) => each.Values?.join("/"));
  };

  it("a partition · is created, read, moved and deleted", async () => {
    await lake.glue.send(new CreatePartitionCommand({ ...of, PartitionInput: at(1) }));
    const { Partition } = await lake.glue.send(
      new GetPartitionCommand({ ...of, PartitionValues: ["1", "eu"] }),
    );
    expect(Partition).to.deep.include({ ...at(1), ...of, CatalogId: "123456789012" });
    expect(Partition?.CreationTime).to.be.instanceOf(Date);
    await lake.glue.send(
      new UpdatePartitionCommand({
        ...of,
        PartitionValueList: ["1", "eu"],
        PartitionInput: at(2),
      }),
    );
    expect(await values()).to.deep.equal(["2/eu"]);
    await lake.glue.send(new DeletePartitionCommand({ ...of, PartitionValues: ["2", "eu"] }));
    expect(await values()).to.deep.equal([]);
  });

  it("a batch · creates what is new and names what exists", async () => {
    await batch([at(1)]);
    const { Errors } = await batch([at(1), at(2), at(2), at(3)]);
    const seen = Errors?.map((each) => [
      each.PartitionValues?.[0],
      each.ErrorDetail?.ErrorCode,
      each.ErrorDetail?.ErrorMessage,
    ]);
    expect(seen).to.deep.equal([
      ["1", "AlreadyExistsException", "Partition already exists."],
      ["2", "AlreadyExistsException", "Partition already exists."],
    ]);
    expect(await values()).to.deep.equal(["1/eu", "2/eu", "3/eu"]);
  });

  it("a batch · updates, gets and deletes with a word for each missing partition", async () => {
    await batch([at(1), at(2), at(3)]);
    const changed = { Values: ["1", "eu"], Parameters: { rows: "7" } };
    const updated = await lake.glue.send(
      new BatchUpdatePartitionCommand({
        ...of,
        Entries: [
          { PartitionValueList: ["1", "eu"], PartitionInput: changed },
          { PartitionValueList: ["2", "eu"], PartitionInput: at(3) },
          { PartitionValueList: ["9", "eu"], PartitionInput: at(9) },
        ],
      }),
    );
    expect(updated.Errors?.map((each) => each.ErrorDetail?.ErrorCode)).to.deep.equal([
      "EntityNotFoundException",
      "AlreadyExistsException",
    ]);
    const got = await lake.glue.send(
      new BatchGetPartitionCommand({
        ...of,
        PartitionsToGet: [{ Values: ["9", "eu"] }, { Values: ["1", "eu"] }],
      }),
    );
    expect(got.Partitions?.map((each) => each.Parameters)).to.deep.equal([{ rows: "7" }]);
    const deleted = await lake.glue.send(
      new BatchDeletePartitionCommand({
        ...of,
        PartitionsToDelete: [{ Values: ["1", "eu"] }, { Values: ["9", "eu"] }],
      }),
    );
    expect(deleted.Errors?.map((each) => each.PartitionValues)).to.deep.equal([["9", "eu"]]);
    expect(await values()).to.deep.equal(["2/eu", "3/eu"]);
  });

  it("partitions · are selected by an expression over their typed keys", async () => {
    await batch([at(2), at(10), at(10, "us"), at("__HIVE_DEFAULT_PARTITION__")]);
    expect(await values("hour > 9 AND region = 'us'")).to.deep.equal(["10/us"]);
    expect(await values("hour IN (2, 10) AND region LIKE 'e%'")).to.deep.equal(["10/eu", "2/eu"]);
    expect(await values("hour IS NULL")).to.deep.equal(["__HIVE_DEFAULT_PARTITION__/eu"]);
    expect(await refusal(values("id = 1"))).to.deep.equal([
      "InvalidInputException",
      "Invalid partition expression!",
    ]);
  });

  it("partitions · are paged completely, and segments share them out", async () => {
    const inputs = Array.from({ length: 250 }, (_, index) => at(index));
    await batch(inputs.slice(0, 100));
    await batch(inputs.slice(100, 200));
    await batch(inputs.slice(200));
    const read = async (Segment?: { SegmentNumber: number; TotalSegments: number }) => {
      const found: string[] = [];
      const config = { client: lake.glue, pageSize: 30 };
      for await (const page of paginateGetPartitions(config, { ...of, Segment })) {
        expect(page.Partitions?.length).to.be.at.most(30);
        found.push(...(page.Partitions ?? []).map((each) => each.Values?.[0] ?? ""));
      }
      return found;
    };
    const wanted = inputs.map((each) => each.Values[0] ?? "").sort();
    expect(await read()).to.deep.equal(wanted);
    const parts = await Promise.all(
      [0, 1, 2].map((SegmentNumber) => read({ SegmentNumber, TotalSegments: 3 })),
    );
    expect(parts.every((part) => part.length > 40)).to.equal(true);
    expect(parts.flat().sort()).to.deep.equal(wanted);
  });

  it("partitions · leave out their columns when asked", async () => {
    await batch([at(1)]);
    const { Partitions } = await lake.glue.send(
      new GetPartitionsCommand({ ...of, ExcludeColumnSchema: true }),
    );
    expect(Partitions?.[0]?.StorageDescriptor).to.deep.equal({ Location: "s3://lake/1/eu" });
  });

  it("partitions · may have values of 1,000 characters that differ in the last one", async () => {
    const long = "ü".repeat(999);
    await batch([at(1, `${long}a`), at(1, `${long}b`), at(1, `${long}c`)]);
    const { Partition } = await lake.glue.send(
      new GetPartitionCommand({ ...of, PartitionValues: ["1", `${long}b`] }),
    );
    expect(Partition?.Values?.[1]).to.equal(`${long}b`);
    expect((await values())?.length).to.equal(3);
  });

  it("column statistics · are kept for a table and for a partition apart", async () => {
    await batch([at(1)]);
    const statistics = (maximum: number) => [
      {
        ColumnName: "id",
        ColumnType: "bigint",
        AnalyzedTime: new Date("2024-01-31T00:00:00Z"),
        StatisticsData: {
          Type: "LONG" as const,
          LongColumnStatisticsData: {
            MaximumValue: maximum,
            NumberOfNulls: 0,
            NumberOfDistinctValues: 5,
          },
        },
      },
    ];
    await lake.glue.send(
      new UpdateColumnStatisticsForTableCommand({ ...of, ColumnStatisticsList: statistics(9) }),
    );
    const part = { ...of, PartitionValues: ["1", "eu"] };
    await lake.glue.send(
      new UpdateColumnStatisticsForPartitionCommand({
        ...part,
        ColumnStatisticsList: statistics(3),
      }),
    );
    const ColumnNames = ["id", "hour"];
    const table = await lake.glue.send(
      new GetColumnStatisticsForTableCommand({ ...of, ColumnNames }),
    );
    expect(table.ColumnStatisticsList).to.deep.equal(statistics(9));
    expect(table.Errors?.map((each) => each.ColumnName)).to.deep.equal(["hour"]);
    const partition = await lake.glue.send(
      new GetColumnStatisticsForPartitionCommand({ ...part, ColumnNames }),
    );
    expect(partition.ColumnStatisticsList).to.deep.equal(statistics(3));
    await lake.glue.send(new DeleteColumnStatisticsForTableCommand({ ...of, ColumnName: "id" }));
    const gone = await lake.glue.send(
      new GetColumnStatisticsForTableCommand({ ...of, ColumnNames: ["id"] }),
    );
    expect(gone.ColumnStatisticsList).to.deep.equal([]);
  });

  it("partition indexes · are none", async () => {
    const answer = await lake.glue.send(new GetPartitionIndexesCommand(of));
    expect(answer.PartitionIndexDescriptorList).to.deep.equal([]);
  });

  describe("refuses", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => at(index));

    it("a partition that exists, and one that does not", async () => {
      const create = () =>
        lake.glue.send(new CreatePartitionCommand({ ...of, PartitionInput: at(1) }));
      await create();
      expect(await refusal(create())).to.deep.equal([
        "AlreadyExistsException",
        "Partition already exists.",
      ]);
      const missing = { ...of, PartitionValues: ["2", "eu"] };
      expect(await refusal(lake.glue.send(new GetPartitionCommand(missing)))).to.deep.equal([
        "EntityNotFoundException",
        "Cannot find partition.",
      ]);
    });

    it("more than 100 new partitions and more than 25 deletions in a call", async () => {
      const [code, message] = await refusal(batch(many(101)));
      expect(code).to.equal("ValidationException");
      expect(message).to.match(/'partitionInputList' .* length less than or equal to 100$/);
      const PartitionsToDelete = many(26).map(({ Values }) => ({ Values }));
      const [deleting] = await refusal(
        lake.glue.send(new BatchDeletePartitionCommand({ ...of, PartitionsToDelete })),
      );
      expect(deleting).to.equal("ValidationException");
    });

    it("values that are not as many as the keys, creating nothing of the batch", async () => {
      const wrong = { ...at(2), Values: ["2"] };
      expect((await refusal(batch([at(1), wrong])))[0]).to.equal("InvalidInputException");
      expect(await values()).to.deep.equal([]);
    });
  });
});
