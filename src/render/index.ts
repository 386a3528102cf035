/**
 * Actions as text: values in, Athena SQL out, in the two dialects that Athena speaks (Trino for
 * queries and CREATE TABLE AS, Hive for the rest).
 *
 * Invariants: pure; never decides whether something runs; every name and text is quoted here.
 */
export { planBatches } from "./batches";
export { type CreateTableAs, renderCreateTableAs, withoutPartitions } from "./create-table-as";
export { hiveName, quoteHive, quoteText, quoteTrino, trinoName } from "./identifier";
export { bridgeView, type StoredView } from "./presto-view";
export {
  renderCreateSchema,
  renderCreateView,
  renderDistinct,
  renderDropSchema,
  renderInsert,
  renderSeedCsvTable,
  renderSeedSelect,
  renderSelect,
} from "./statements";
export { trinoType } from "./trino-type";
