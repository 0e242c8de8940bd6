import type { Caller, Session } from './caller.ts';
import type { Params } from './params.ts';
import type { EmulatorQuotas } from './quotas.ts';
import type { RegistryPasswords } from './registry/passwords.ts';
import type { Store } from './store.ts';

/** What a handler gets. It answers with the body (RequestId is added) or throws ApiError. */
export interface Call {
  readonly store: Store;
  readonly params: Params;
  readonly caller: Caller;
  readonly now: Date;
  readonly quotas: EmulatorQuotas;
  /** temporary credentials by access key id */
  readonly sessions: Map<string, Session>;
  /** temporary passwords for registries */
  readonly passwords: RegistryPasswords;
  /** the region that was called (Container Registry is regional); `undefined`: all */
  readonly region: string | undefined;
  /** letters and digits that nobody can guess */
  readonly randomText: (length: number) => string;
}

/** One API operation: the single place that says how it is dispatched, authorised, limited and answered. */
export interface Operation {
  readonly write: boolean;
  /** RAM action that the caller needs on every one of `resources`; `undefined`: none */
  readonly action: string | undefined;
  readonly resources: (params: Params, store: Store) => readonly string[];
  /** calls per second and account. Source: RAM "API quota" pages */
  readonly perSecond: number;
  /** true: taken without a signature */
  readonly anonymous?: true;
  readonly handle: (call: Call) => Readonly<Record<string, unknown>>;
}

/** By operation name, e.g. `CreateUser`. */
export type Operations = Readonly<Record<string, Operation>>;

type Resources = Operation['resources'];
type Handle = Operation['handle'];

export const reading = (action: string | undefined, resources: Resources, handle: Handle): Operation => ({
  write: false,
  action,
  resources,
  perSecond: 100,
  handle,
});

export const writing = (
  action: string | undefined,
  resources: Resources,
  handle: Handle,
  perSecond = 20,
): Operation => ({
  write: true,
  action,
  resources,
  perSecond,
  handle,
});

/** Attach, detach, membership and tags are limited harder than other writes. */
export const SLOW_WRITES_PER_SECOND = 10;

export const everything: Resources = () => ['*'];

/** `acs:ram:*:<account>:<kind>/<name>`; without `parameter` the name is `*`, as creations and lists are checked. */
export const ramResource =
  (kind: string, parameter?: string): Resources =>
  (params, store) => [
    `acs:ram:*:${store.account}:${kind}/${parameter === undefined ? '*' : (params[parameter] ?? '')}`,
  ];

/** A policy is named in the account's or, for System policies, in the `system` part of the tree. */
export const policyResource: Resources = (params, store) => [
  params.PolicyType === 'System'
    ? `acs:ram:*:system:policy/${params.PolicyName ?? ''}`
    : `acs:ram:*:${store.account}:policy/${params.PolicyName ?? ''}`,
];

export const allOf =
  (...parts: Resources[]): Resources =>
  (params, store) =>
    parts.flatMap((part) => part(params, store));
