/** Who signed a request. */
export type Caller =
  | { readonly kind: 'account'; readonly accessKeyId: string }
  | { readonly kind: 'user'; readonly name: string; readonly accessKeyId: string }
  | { readonly kind: 'role'; readonly name: string; readonly session: Session; readonly accessKeyId: string }
  | { readonly kind: 'anonymous' };

/** Temporary credentials made by AssumeRole or AssumeRoleWithOIDC. */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly role: string;
  readonly sessionName: string;
  readonly expires: Date;
  /** session policy: can only take away */
  readonly policy: unknown;
}

/** For the journal: `account`, `user:alice`, `role:ci/session`, `anonymous`. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case 'user':
      return `user:${caller.name}`;
    case 'role':
      return `role:${caller.name}/${caller.session.sessionName}`;
    case 'account':
    case 'anonymous':
      return caller.kind;
  }
}
