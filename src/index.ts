/**
 * The public door of athenaform: what a Pulumi program imports.
 *
 * @packageDocumentation
 */
export { type Code, codes, describeError, ProjectError, ProjectErrors } from "./errors";
export { type LoadOptions, loadProject, type Project } from "./project";
export { deploy, ProjectResource, type StackOutputs } from "./providers";
