import type { Surroundings } from '../commands/surroundings.ts';
import type { SourcePosition } from '../config/types.ts';

/** What an action may touch beyond what a command may. */
export interface ActionHost
  extends Omit<Surroundings, 'stdout' | 'stderr' | 'useColour' | 'isInteractive' | 'ask' | 'connect'> {
  /** an input, trimmed; '' when it was not given */
  readonly input: (name: string) => string;
  readonly setOutput: (name: string, value: string) => void;
  /** adds Markdown to the job summary */
  readonly summarize: (markdown: string) => Promise<void>;
  readonly annotate: (level: 'error' | 'warning' | 'notice', message: string, source: SourcePosition | null) => void;
  /** a line for the log, made safe by the caller */
  readonly log: (text: string) => void;
  /** a folder that lives as long as the job */
  readonly temporaryFolder: string;
  readonly connect: (inputs: CredentialInputs, options: ConnectOptions) => ReturnType<Surroundings['connect']>;
}

export interface ConnectOptions {
  /** stops reads at once; apply passes none, because it stops between operations by itself */
  readonly signal: AbortSignal | undefined;
  /** where STS is called in a VPC */
  readonly region: string | undefined;
}

/** Inputs that say how to reach Alibaba Cloud; '' = not given. */
export interface CredentialInputs {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly roleArn: string;
  readonly oidcProviderArn: string;
  readonly audience: string;
  readonly sessionDuration: number;
  readonly network: 'public' | 'vpc';
}
