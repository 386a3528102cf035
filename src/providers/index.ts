/**
 * Relations as Pulumi resources. The program's side registers a project; the provider's side
 * (host.ts, loaded by name from Pulumi's own process) observes, plans and applies.
 *
 * Invariants: thin, with no decision of its own; check and diff answer from memory once the bulk
 * read is in; the provider text kept in state is a constant; the program never calls AWS.
 */
export { deploy, type StackOutputs } from "./deploy";
export { lakeEnvironment, queryLake, serveLake, stopLake } from "./lake-command";
export { endpointOf, ensureLocalLake } from "./local-lake";
export { ProjectResource, type RelationFacts } from "./project";
export { runDataTests, type TestRequest, type TestResult, type TestRun } from "./run-tests";
export { loadOptions, resolveSettings, type Settings } from "./settings";
