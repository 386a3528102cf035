/**
 * The public door of athenaform: what a Pulumi program imports.
 *
 * @packageDocumentation
 */
export {
  type Code,
  type CodedError,
  codes,
  type Details,
  describeError,
  type Place,
  ProjectError,
  ProjectErrors,
} from "./errors";
export {
  type Choice,
  type Criterion,
  choose,
  type DataTest,
  type IndirectSelection,
  type LoadOptions,
  loadProject,
  type Project,
  type Selectable,
  type Selected,
  type Selection,
  type Selectors,
  type Warning,
} from "./project";
export { deploy, ProjectResource, type RelationFacts, type StackOutputs } from "./providers";
export {
  type Auth,
  type ColumnDoc,
  type Connection,
  type Desired,
  type Docs,
  type Execution,
  type Layout,
  namings,
  type Placement,
  type RelationName,
  type S3DataNaming,
  type SeedColumn,
  type SeedFile,
  type Upstream,
} from "./state";
