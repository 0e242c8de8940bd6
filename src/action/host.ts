import type { Surroundings } from '../commands/surroundings.ts';
import type { SourcePosition } from '../config/types.ts';
import type { GitHubEvent } from './event.ts';
import type { GitHub } from './github.ts';

/** What an action may touch beyond what a command may. */
export interface ActionHost
  extends Omit<Surroundings, 'stdout' | 'stderr' | 'useColour' | 'isInteractive' | 'ask' | 'connect' | 'logins'> {
  /** an input, trimmed; '' when it was not given */
  readonly input: (name: string) => string;
  /** what started the run */
  readonly event: GitHubEvent;
  readonly github: (token: string) => GitHub;
  readonly setOutput: (name: string, value: string) => void;
  /** adds Markdown to the job summary */
  readonly summarize: (markdown: string) => Promise<void>;
  readonly annotate: (level: AnnotationLevel, message: string, source: SourcePosition | null) => void;
  /** a line for the log, made safe by the caller */
  readonly log: (text: string) => void;
  /** the text without the secrets of this run; the runner masks its logs, but nothing that is posted */
  readonly redact: (text: string) => string;
  /** a folder that lives as long as the job */
  readonly temporaryFolder: string;
  readonly connect: (inputs: CredentialInputs, options: ConnectOptions) => ReturnType<Surroundings['connect']>;
  /** Why there is no identity to run as, e.g. on a job without `id-token: write`; undefined when there is one. */
  readonly missingCredentials: (inputs: CredentialInputs) => string | undefined;
}

export type AnnotationLevel = 'error' | 'warning' | 'notice';

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
