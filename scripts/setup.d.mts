/** Names the Pulumi CLI that was found or made. */
export interface PulumiCli {
  readonly command: string;
  readonly folder: string;
  readonly version: string;
  readonly origin: "path" | "cache" | "downloaded" | "built";
}

/** Says what the environment of the CLI is made from. */
export interface PulumiEnvOptions {
  readonly stateDir: string;
  readonly cli?: PulumiCli;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export function ensureNodeModules(): Promise<void>;
export function ensureBuild(): Promise<void>;
export function ensurePulumi(): Promise<PulumiCli>;
export function ensureAll(): Promise<PulumiCli>;
export function pulumiEnv(options: PulumiEnvOptions): Promise<Record<string, string | undefined>>;
