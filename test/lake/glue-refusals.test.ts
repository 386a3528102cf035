import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  type TableInput,
} from "@aws-sdk/client-glue";
import { expect } from "chai";
import { type GlueLake, openGlueLake } from "./glue-lake";
import { refusal } from "./glue-refusal";

describe("glue refuses", () => {
  let lake: GlueLake;

  before(async () => {
    lake = await openGlueLake();
    await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } }));
    await create({ Name: "orders" });
  });

  after(async () => {
    await lake.close();
  });

  const create = (input: TableInput) =>
    lake.glue.send(new CreateTableCommand({ DatabaseName: "shop", TableInput: input }));
  const get = (Name: string) => lake.glue.send(new GetTableCommand({ DatabaseName: "shop", Name }));

  const cases: readonly (readonly [string, () => Promise<unknown>, string, string])[] = [
    [
      "a missing database",
      () => lake.glue.send(new GetDatabaseCommand({ Name: "Ghost" })),
      "EntityNotFoundException",
      "Database ghost not found.",
    ],
    [
      "the tables of a missing database",
      () => lake.glue.send(new GetTablesCommand({ DatabaseName: "ghost" })),
      "EntityNotFoundException",
      "Database ghost not found.",
    ],
    ["a missing table", () => get("ghost"), "EntityNotFoundException", "Entity Not Found"],
    [
      "deleting a missing table",
      () => lake.glue.send(new DeleteTableCommand({ DatabaseName: "shop", Name: "ghost" })),
      "EntityNotFoundException",
      "Table ghost not found.",
    ],
    [
      "a database that exists",
      () => lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } })),
      "AlreadyExistsException",
      "Database already exists.",
    ],
    [
      "another account's catalog",
      () => lake.glue.send(new GetDatabasesCommand({ CatalogId: "210987654321" })),
      "AccessDeniedException",
      "Account 123456789012 is not authorized to access the data catalog of account " +
        "210987654321.",
    ],
    [
      "a page of more than 100 tables",
      () => lake.glue.send(new GetTablesCommand({ DatabaseName: "shop", MaxResults: 101 })),
      "ValidationException",
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy " +
        "constraint: Member must have value less than or equal to 100",
    ],
    [
      "a table without a name",
      () => create({ Name: undefined }),
      "ValidationException",
      "1 validation error detected: Value null at 'tableInput.name' failed to satisfy " +
        "constraint: Member must not be null",
    ],
    [
      "a token that it did not give",
      () => lake.glue.send(new GetDatabasesCommand({ NextToken: "nonsense" })),
      "InvalidInputException",
      "Invalid next token.",
    ],
  ];
  for (const [title, act, code, message] of cases) {
    it(title, async () => {
      expect(await refusal(act())).to.deep.equal([code, message]);
    });
  }

  it("a token of another list", async () => {
    await create({ Name: "items" });
    const first = await lake.glue.send(
      new GetTablesCommand({ DatabaseName: "shop", MaxResults: 1 }),
    );
    const misused = new GetDatabasesCommand({ NextToken: first.NextToken });
    expect(await refusal(lake.glue.send(misused))).to.deep.equal([
      "InvalidInputException",
      "Invalid next token.",
    ]);
  });

  it("a table that exists", async () => {
    expect(await refusal(create({ Name: "ORDERS" }))).to.deep.equal([
      "AlreadyExistsException",
      "Table already exists.",
    ]);
  });

  it("a column comment of 256 characters", async () => {
    const Columns = [{ Name: "a" }, { Name: "b", Comment: "x".repeat(256) }];
    const [code, message] = await refusal(create({ Name: "wide", StorageDescriptor: { Columns } }));
    expect(code).to.equal("ValidationException");
    expect(message).to.match(/ at 'tableInput.storageDescriptor.columns.2.member.comment' /);
  });
});
