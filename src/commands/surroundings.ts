import type { AccountReader, AccountWriter, Clock, Reporter } from '../ports.ts';
import type { LoginTools } from './login.ts';

/** Readers and writers of a live account. The writer is made only when something is to be written. */
export interface Connection {
  readonly reader: AccountReader;
  readonly writer: () => AccountWriter;
  /** which credentials are used, by name, never by value */
  readonly credentialsSource: string;
}

/** Where a file lives: its path from the repository's root, and the repository if that can be told. */
export interface RepositoryPlace {
  readonly repositoryPath: string;
  readonly repository: string | undefined;
  /** it lies neither in the repository nor in the working folder */
  readonly outside?: boolean;
}

/** Everything outside the program that a command may touch; the entry fills it with edges, tests with what they like. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly reporter: Reporter;
  /** aborted by SIGINT and SIGTERM */
  readonly signal: AbortSignal;
  /** machine output and results; the text is safe to print as it is */
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly useColour: { readonly stdout: boolean; readonly stderr: boolean };
  /** can a person be asked? */
  readonly isInteractive: boolean;
  readonly ask: (question: string) => Promise<string>;
  /** rejects with AcrAccessError that names the file; `hint` says what to do when it is missing, if it is not the one of --config */
  readonly readFile: (path: string, hint?: string) => Promise<Uint8Array>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly locate: (path: string) => Promise<RepositoryPlace>;
  /** `signal` stops reads at once; apply passes none, because it stops between operations by itself */
  readonly connect: (signal?: AbortSignal) => Promise<Connection>;
  /** loaded when a login is asked for */
  readonly logins: () => Promise<LoginTools>;
}
