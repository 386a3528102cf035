import * as pulumi from "@pulumi/pulumi";

/**
 * Gives the urns of all resources that the stack has. A program cannot see its own state; the engine
 * can read the state of any stack, also of the one that it is working on.
 */
export async function urnsInState(): Promise<ReadonlySet<string>> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const answer = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
    stackName,
  });
  const { outputs } = answer as { readonly outputs?: Readonly<Record<string, unknown>> };
  return new Set(Object.keys(outputs ?? {}));
}
