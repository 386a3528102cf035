import {
  document,
  flag,
  integer,
  list,
  oneOf,
  structure,
  text,
  textMap,
  timestamp,
  unsupported,
} from "./shape";

/** Names of databases, tables, columns and the like. */
export const name = text(1, 255, "line");

/** The version of a table as clients write it. */
export const versionId = text(1, 255, "line");

/** Values that name a partition, in the order of the partition keys. */
export const partitionValues = list(text(0, 1024), 0, 100);

const any = Number.MAX_SAFE_INTEGER;
const highestInteger = 2_147_483_647;
const parameters = textMap(text(1, 255, "line"), text(0, 512_000));
const words = list(text(1, 255, "line"), 0, any);

const column = structure(
  { Name: name },
  {
    Type: text(0, 131_072, "line"),
    Comment: text(0, 255, "line"),
    Parameters: parameters,
  },
);

const storageDescriptor = structure(
  {},
  {
    Columns: list(column, 0, any),
    Location: text(0, 2056),
    AdditionalLocations: list(text(0, 2056), 0, any),
    InputFormat: text(0, 128, "line"),
    OutputFormat: text(0, 128, "line"),
    Compressed: flag,
    NumberOfBuckets: integer(-highestInteger, highestInteger),
    SerdeInfo: structure({}, { Name: name, SerializationLibrary: name, Parameters: parameters }),
    BucketColumns: words,
    SortColumns: list(structure({ Column: name, SortOrder: integer(0, 1) }, {}), 0, any),
    Parameters: parameters,
    SkewedInfo: structure(
      {},
      {
        SkewedColumnNames: words,
        SkewedColumnValues: list(text(0, any), 0, any),
        SkewedColumnValueLocationMaps: textMap(text(0, any), text(0, any)),
      },
    ),
    StoredAsSubDirectories: flag,
    SchemaReference: unsupported("SchemaReference"),
  },
);

const principalPermissions = structure(
  {},
  {
    Principal: structure({}, { DataLakePrincipalIdentifier: text(1, 255) }),
    Permissions: words,
  },
);

/** What a caller says about a database. */
export const databaseInput = structure(
  { Name: name },
  {
    Description: text(0, 2048),
    LocationUri: text(1, 1024),
    Parameters: parameters,
    CreateTableDefaultPermissions: list(principalPermissions, 0, any),
    TargetDatabase: structure({}, { CatalogId: name, DatabaseName: name, Region: name }),
    FederatedDatabase: unsupported("FederatedDatabase"),
  },
);

/** What a caller says about a table. */
export const tableInput = structure(
  { Name: name },
  {
    Description: text(0, 2048),
    Owner: name,
    LastAccessTime: timestamp,
    LastAnalyzedTime: timestamp,
    Retention: integer(0, highestInteger),
    StorageDescriptor: storageDescriptor,
    PartitionKeys: list(column, 0, any),
    ViewOriginalText: text(0, 409_600),
    ViewExpandedText: text(0, 409_600),
    TableType: text(0, 255),
    Parameters: parameters,
    TargetTable: structure({}, { CatalogId: name, DatabaseName: name, Name: name, Region: name }),
    FederatedTable: unsupported("FederatedTable"),
    ViewDefinition: unsupported("ViewDefinition"),
  },
);

/** What a caller says about a partition. */
export const partitionInput = structure(
  {},
  {
    Values: partitionValues,
    LastAccessTime: timestamp,
    LastAnalyzedTime: timestamp,
    StorageDescriptor: storageDescriptor,
    Parameters: parameters,
  },
);

/** Statistics of one column; what they say is kept as it came. */
export const columnStatistics = structure(
  {
    ColumnName: name,
    ColumnType: text(0, 20_000, "line"),
    AnalyzedTime: timestamp,
    StatisticsData: document,
  },
  {},
);

/** One condition of a search. */
export const propertyPredicate = structure(
  {},
  {
    Key: text(1, 1024),
    Value: text(1, 1024),
    Comparator: oneOf(
      "EQUALS",
      "GREATER_THAN",
      "LESS_THAN",
      "GREATER_THAN_EQUALS",
      "LESS_THAN_EQUALS",
    ),
  },
);

/** The one order of a search's results. */
export const sortCriterion = structure(
  {},
  { FieldName: text(0, 1024), Sort: oneOf("ASC", "DESC") },
);

/** A share of the partitions for one of several readers. */
export const segment = structure(
  { SegmentNumber: integer(0, highestInteger), TotalSegments: integer(1, 10) },
  {},
);
