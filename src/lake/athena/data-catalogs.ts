import type { Catalog, TableRecord } from "../catalog/catalog";
import { isView } from "../engine";
import { ApiError, accountId, type JsonService } from "../protocol";
import { count, invalid, optionalText, page, text, tokenKey } from "./input";

const missing = (message: string): ApiError => new ApiError("MetadataException", message);

function checkCatalog(input: Record<string, unknown>): void {
  const name = text(input, "CatalogName");
  if (name.toLowerCase() !== "awsdatacatalog") throw invalid(`DataCatalog ${name} was not found`);
}

function tableMetadata(table: TableRecord): object {
  const storage = table.StorageDescriptor;
  return {
    Name: table.Name,
    CreateTime: new Date(table.CreateTime * 1000),
    LastAccessTime: new Date((table.LastAccessTime ?? 0) * 1000),
    TableType: table.TableType,
    Columns: (storage?.Columns ?? []).map(({ Name, Type, Comment }) => ({ Name, Type, Comment })),
    PartitionKeys: (table.PartitionKeys ?? []).map(({ Name, Type, Comment }) => ({
      Name,
      Type,
      Comment,
    })),
    Parameters: {
      ...table.Parameters,
      ...(isView(table)
        ? {}
        : {
            inputformat: storage?.InputFormat,
            location: storage?.Location,
            outputformat: storage?.OutputFormat,
            "serde.serialization.lib": storage?.SerdeInfo?.SerializationLibrary,
          }),
    },
  };
}

function* after<T extends { readonly Name: string }>(
  items: Iterable<T>,
  key: string | undefined,
  fits: (item: T) => boolean,
): Iterable<T> {
  for (const item of items) {
    if ((key === undefined || item.Name > key) && fits(item)) yield item;
  }
}

/** Makes the operations that show the catalog to Athena's clients. */
export function dataCatalogService(catalog: Catalog): JsonService {
  const requireDatabase = (input: Record<string, unknown>): string => {
    checkCatalog(input);
    const name = text(input, "DatabaseName").toLowerCase();
    if (catalog.getDatabase(name) === undefined) throw missing(`Database ${name} not found.`);
    return name;
  };
  const token = (next: string | undefined): object =>
    next === undefined ? {} : { NextToken: next };
  return {
    GetDataCatalog: async (input) => {
      const name = text(input, "Name");
      if (name.toLowerCase() !== "awsdatacatalog") {
        throw invalid(`DataCatalog ${name} was not found`);
      }
      return {
        DataCatalog: {
          Name: "AwsDataCatalog",
          Type: "GLUE",
          Parameters: { "catalog-id": accountId },
        },
      };
    },
    ListDataCatalogs: async () => ({
      DataCatalogsSummary: [{ CatalogName: "AwsDataCatalog", Type: "GLUE" }],
    }),
    GetDatabase: async (input) => {
      const found = catalog.getDatabase(requireDatabase(input));
      return {
        Database: {
          Name: found?.Name,
          Description: found?.Description,
          Parameters: found?.Parameters,
        },
      };
    },
    ListDatabases: async (input) => {
      checkCatalog(input);
      const size = count(input, "MaxResults", { least: 1, most: 50, otherwise: 50 });
      const range = after(catalog.listDatabases(), tokenKey(input), () => true);
      const { items, nextToken } = page(range, size, ({ Name }) => Name);
      const DatabaseList = items.map(({ Name, Description, Parameters }) => ({
        Name,
        Description,
        Parameters,
      }));
      return { DatabaseList, ...token(nextToken) };
    },
    GetTableMetadata: async (input) => {
      const database = requireDatabase(input);
      const name = text(input, "TableName");
      const table = catalog.getTable(database, name);
      if (table === undefined) throw missing(`EntityNotFoundException: Table ${name} not found.`);
      return { TableMetadata: tableMetadata(table) };
    },
    ListTableMetadata: async (input) => {
      const database = requireDatabase(input);
      const size = count(input, "MaxResults", { least: 1, most: 50, otherwise: 50 });
      const expression = optionalText(input, "Expression");
      const pattern = new RegExp(`^(?:${(expression ?? "*").replaceAll("*", ".*")})$`);
      const tables = catalog.listTables(database, tokenKey(input));
      const range = after(tables, tokenKey(input), ({ Name }) => pattern.test(Name));
      const { items, nextToken } = page(range, size, ({ Name }) => Name);
      return { TableMetadataList: items.map(tableMetadata), ...token(nextToken) };
    },
  };
}
