import type { Clock } from '../ports.ts';
import type { TokenClaims } from './claims.ts';
import type { CredentialFiles } from './credential-files.ts';
import type { AccessKey, LoginServices } from './types.ts';

/** Who to be: a key that is there, or a role to assume. */
export type LoginIdentity =
  | { readonly kind: 'key'; readonly source: string; readonly key: AccessKey }
  | { readonly kind: 'oidc'; readonly source: string };

/** What a login may touch. */
export interface LoginHost {
  readonly clock: Clock;
  readonly services: LoginServices;
  readonly files: CredentialFiles;
  /** who the credentials of the inputs, else of the environment, belong to; undefined when there are none */
  readonly identity: () => LoginIdentity | undefined;
  /** the role session name that leads back to this run */
  readonly sessionName: string;
  /** of the last ID token that was asked for: they explain a refusal */
  readonly claims?: () => TokenClaims | undefined;
  /** hears of every secret before it is used or written */
  readonly onSecret: (secret: string) => void;
  /** a line for the log, made safe */
  readonly log: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly setOutput: (name: string, value: string) => void;
  readonly exportVariable: (name: string, value: string) => void;
  /** kept for the post step: no secrets */
  readonly saveState: (name: string, value: string) => void;
  /** statements of a grant of acr-access.yaml as a session policy; loaded when it is asked for */
  readonly grantPolicy: (config: string, grant: string, lookups: readonly string[]) => Promise<string>;
}
