import {
  BatchDeleteTableCommand,
  BatchDeleteTableVersionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  DeleteTableVersionCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionCommand,
  GetTableVersionsCommand,
  GetUserDefinedFunctionsCommand,
  paginateGetTables,
  SearchTablesCommand,
  type SearchTablesCommandInput,
  type TableInput,
  UpdateDatabaseCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { expect } from "chai";
import { type GlueLake, openGlueLake } from "./glue-lake";
import { refusal } from "./glue-refusal";

const orders: TableInput = {
  Name: "Orders",
  Description: "What was bought",
  TableType: "EXTERNAL_TABLE",
  Parameters: { classification: "parquet" },
  PartitionKeys: [{ Name: "dt", Type: "date" }],
  StorageDescriptor: {
    Columns: [{ Name: "id", Type: "bigint", Comment: "the key" }],
    Location: "s3://lake/orders/",
    SerdeInfo: { SerializationLibrary: "parquet", Parameters: { a: "b" } },
    SortColumns: [{ Column: "id", SortOrder: 1 }],
    Compressed: false,
  },
};

describe("glue", () => {
  let lake: GlueLake;

  beforeEach(async () => {
    lake = await openGlueLake();
    await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "Shop" } }));
  });

  afterEach(async () => {
    await lake.close();
  });

  const create = (input: TableInput) =>
    lake.glue.send(new CreateTableCommand({ DatabaseName: "shop", TableInput: input }));
  const get = async (name: string) =>
    (await lake.glue.send(new GetTableCommand({ DatabaseName: "shop", Name: name }))).Table;
  const versionIds = async () => {
    const answer = await lake.glue.send(
      new GetTableVersionsCommand({ DatabaseName: "shop", TableName: "orders" }),
    );
    return answer.TableVersions?.map((each) => each.VersionId);
  };

  it("database · is created in lower case, updated and listed in pages", async () => {
    await lake.glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: "archive", LocationUri: "s3://a/" } }),
    );
    const input = { Name: "shop", Description: "sells", Parameters: { team: "a" } };
    await lake.glue.send(new UpdateDatabaseCommand({ Name: "SHOP", DatabaseInput: input }));
    const { Database } = await lake.glue.send(new GetDatabaseCommand({ Name: "sHop" }));
    expect(Database).to.deep.include({ ...input, CatalogId: "123456789012" });
    expect(Database?.CreateTime).to.be.instanceOf(Date);
    const first = await lake.glue.send(new GetDatabasesCommand({ MaxResults: 1 }));
    expect(first.DatabaseList?.map((each) => each.Name)).to.deep.equal(["archive"]);
    const second = await lake.glue.send(
      new GetDatabasesCommand({ MaxResults: 1, NextToken: first.NextToken }),
    );
    expect(second.DatabaseList?.map((each) => each.Name)).to.deep.equal(["shop"]);
    expect(second.NextToken).to.equal(undefined);
  });

  it("database · takes its tables along when it is deleted", async () => {
    await create(orders);
    await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop2" } }));
    await lake.glue.send(
      new CreateTableCommand({ DatabaseName: "shop2", TableInput: { Name: "kept" } }),
    );
    await lake.glue.send(new DeleteDatabaseCommand({ Name: "shop" }));
    await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } }));
    const { TableList } = await lake.glue.send(new GetTablesCommand({ DatabaseName: "shop" }));
    expect(TableList).to.deep.equal([]);
    const kept = await lake.glue.send(new GetTablesCommand({ DatabaseName: "shop2" }));
    expect(kept.TableList?.map((each) => each.Name)).to.deep.equal(["kept"]);
  });

  it("table · is answered with all that it was created with", async () => {
    await create(orders);
    const table = await get("ORDERS");
    expect(table).to.deep.include({
      ...orders,
      Name: "orders",
      DatabaseName: "shop",
      CatalogId: "123456789012",
      VersionId: "0",
      Retention: 0,
    });
    expect(table?.CreateTime).to.be.instanceOf(Date);
  });

  it("table · is replaced as a whole by an update, which counts its version up", async () => {
    await create(orders);
    const next: TableInput = { Name: "orders", TableType: "VIRTUAL_VIEW" };
    await lake.glue.send(
      new UpdateTableCommand({ DatabaseName: "shop", TableInput: next, VersionId: "0" }),
    );
    const table = await get("orders");
    expect(table?.VersionId).to.equal("1");
    expect(table?.Description).to.equal(undefined);
    expect(table?.StorageDescriptor).to.equal(undefined);
    const old = await lake.glue.send(
      new GetTableVersionCommand({ DatabaseName: "shop", TableName: "orders", VersionId: "0" }),
    );
    expect(old.TableVersion?.Table?.Description).to.equal("What was bought");
  });

  it("table · refuses an update with a stale version and stays as it was", async () => {
    await create(orders);
    const update = (Description: string) =>
      lake.glue.send(
        new UpdateTableCommand({
          DatabaseName: "shop",
          TableInput: { ...orders, Description },
          VersionId: "0",
        }),
      );
    const results = await Promise.allSettled(["a", "b", "c", "d"].map(update));
    expect(results.filter((each) => each.status === "fulfilled")).to.have.length(1);
    expect(await refusal(update("e"))).to.deep.equal([
      "ConcurrentModificationException",
      "Update table failed due to concurrent modifications.",
    ]);
    expect((await get("orders"))?.VersionId).to.equal("1");
  });

  it("table · keeps no version of an update that skips the archive", async () => {
    await create(orders);
    const update = (SkipArchive: boolean) =>
      lake.glue.send(
        new UpdateTableCommand({ DatabaseName: "shop", TableInput: orders, SkipArchive }),
      );
    await update(false);
    await update(true);
    await update(false);
    expect(await versionIds()).to.deep.equal(["3", "2", "0"]);
  });

  it("table versions · are paged newest first and deleted one by one or in a batch", async () => {
    await create(orders);
    for (let count = 0; count < 12; count += 1) {
      await lake.glue.send(new UpdateTableCommand({ DatabaseName: "shop", TableInput: orders }));
    }
    const of = { DatabaseName: "shop", TableName: "orders" };
    const first = await lake.glue.send(new GetTableVersionsCommand({ ...of, MaxResults: 4 }));
    const second = await lake.glue.send(
      new GetTableVersionsCommand({ ...of, MaxResults: 9, NextToken: first.NextToken }),
    );
    const ids = [first, second].map((page) => page.TableVersions?.map((v) => v.VersionId));
    expect(ids).to.deep.equal([
      ["12", "11", "10", "9"],
      ["8", "7", "6", "5", "4", "3", "2", "1", "0"],
    ]);
    expect(second.NextToken).to.equal(undefined);
    await lake.glue.send(new DeleteTableVersionCommand({ ...of, VersionId: "11" }));
    const { Errors } = await lake.glue.send(
      new BatchDeleteTableVersionCommand({
        ...of,
        VersionIds: ["0", "1", "2", "3", "4", "5", "6", "7", "11", "12"],
      }),
    );
    expect(Errors?.map((each) => [each.VersionId, each.ErrorDetail?.ErrorCode])).to.deep.equal([
      ["11", "EntityNotFoundException"],
      ["12", "InvalidInputException"],
    ]);
    expect(await versionIds()).to.deep.equal(["12", "10", "9", "8"]);
  });

  it("table · leaves no version behind for a later table of its name", async () => {
    await create(orders);
    await lake.glue.send(new UpdateTableCommand({ DatabaseName: "shop", TableInput: orders }));
    await lake.glue.send(new DeleteTableCommand({ DatabaseName: "shop", Name: "orders" }));
    await create(orders);
    expect(await versionIds()).to.deep.equal(["0"]);
  });

  it("tables · are deleted in a batch that names what was missing", async () => {
    await create(orders);
    const { Errors } = await lake.glue.send(
      new BatchDeleteTableCommand({ DatabaseName: "shop", TablesToDelete: ["orders", "ghost"] }),
    );
    expect(Errors).to.deep.equal([
      {
        TableName: "ghost",
        ErrorDetail: {
          ErrorCode: "EntityNotFoundException",
          ErrorMessage: "Table ghost not found.",
        },
      },
    ]);
    expect((await refusal(get("orders")))[0]).to.equal("EntityNotFoundException");
  });

  it("tables · are listed by a pattern of their names", async () => {
    for (const Name of ["orders", "orders_old", "old_orders", "items"]) {
      await create({ Name });
    }
    const listed = async (Expression: string) => {
      const answer = await lake.glue.send(
        new GetTablesCommand({ DatabaseName: "shop", Expression }),
      );
      return answer.TableList?.map((each) => each.Name);
    };
    expect(await listed("orders.*")).to.deep.equal(["orders", "orders_old"]);
    expect(await listed("*orders")).to.deep.equal(["old_orders", "orders"]);
    expect(await listed("orders|items")).to.deep.equal(["items", "orders"]);
    expect(await listed("order")).to.deep.equal([]);
  });

  it("tables · 5,000 of them are listed in pages that do not get slower", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `t${String(index).padStart(4, "0")}`);
    await Promise.all(names.map((Name) => create({ Name })));
    const listed: (string | undefined)[] = [];
    const cpu: number[] = [];
    let before = process.cpuUsage();
    const pages = paginateGetTables({ client: lake.glue, pageSize: 100 }, { DatabaseName: "shop" });
    for await (const page of pages) {
      listed.push(...(page.TableList ?? []).map((each) => each.Name));
      cpu.push(process.cpuUsage(before).user);
      before = process.cpuUsage();
    }
    expect(listed).to.deep.equal(names);
    const median = (part: readonly number[]) => part.toSorted((a, b) => a - b).at(12) ?? 0;
    expect(median(cpu.slice(-25))).to.be.lessThan(5 * median(cpu.slice(0, 25)));
  });

  it("search · finds tables of all databases by text and property", async () => {
    await create(orders);
    await create({ Name: "items", Description: "orders consist of these" });
    const found = async (input: SearchTablesCommandInput) => {
      const answer = await lake.glue.send(new SearchTablesCommand(input));
      return answer.TableList?.map((each) => each.Name);
    };
    expect(await found({ SearchText: "ORDERS" })).to.deep.equal(["items", "orders"]);
    expect(await found({ SearchText: '"orders"' })).to.deep.equal(["orders"]);
    const sorted = { SortCriteria: [{ FieldName: "Name", Sort: "DESC" as const }] };
    expect(await found(sorted)).to.deep.equal(["orders", "items"]);
    const filters = { Filters: [{ Key: "classification", Value: "parquet" }] };
    expect(await found(filters)).to.deep.equal(["orders"]);
  });

  it("user-defined functions · are none", async () => {
    const answer = await lake.glue.send(new GetUserDefinedFunctionsCommand({ Pattern: ".*" }));
    expect(answer.UserDefinedFunctions).to.deep.equal([]);
  });
});
