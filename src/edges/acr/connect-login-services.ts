import { AcrAccessError } from '../../errors.ts';
import type { LoginServices } from '../../login/types.ts';
import type { Clock } from '../../ports.ts';
import { type Endpoints, emulatorHost, type Network } from '../alibaba/services.ts';
import { createAgents } from '../http/agents.ts';
import { createSend } from '../http/send.ts';
import type { GetIdToken } from '../runner/id-token.ts';
import type { Wire } from './api.ts';
import { enterprisePassword, instancesNamed, personalPassword } from './cr.ts';
import { domains } from './domains.ts';
import { challenge, registryToken } from './registry.ts';
import { Secrets } from './secrets.ts';
import { assumeRoleWithOidc, callerIdentity } from './sts.ts';
import { Tries } from './tries.ts';

export interface ConnectLoginOptions {
  /** `HTTPS_PROXY`, `NO_PROXY`, `ACR_ACCESS_EMULATOR` */
  readonly env: NodeJS.ProcessEnv;
  readonly network: Network;
  /** of the registry: for STS in a VPC */
  readonly region: string | undefined;
  /** seconds for all calls together, from now on */
  readonly timeout: number;
  /** tries after the first, of each call */
  readonly retries: number;
  readonly clock: Clock;
  /** uniform in [0, 1) */
  readonly random: () => number;
  /** absent outside of GitHub Actions */
  readonly getIdToken: GetIdToken | undefined;
  /** masks a secret in the log; called before the secret is used */
  readonly onSecret: (secret: string) => void;
  /** told before each wait for another try */
  readonly onRetry?: (text: string) => void;
  readonly times?: { readonly attemptMs?: number; readonly backoffMs?: number };
}

const ATTEMPT_MS = 15_000;
const BACKOFF_MS = 500;

/**
 * The services that a login talks to.
 *
 * @throws AcrAccessError `usage` for a proxy or an emulator that is not one
 */
export function connectLoginServices(options: ConnectLoginOptions): LoginServices {
  const { env, clock, network, region, times = {} } = options;
  const attemptMs = times.attemptMs ?? ATTEMPT_MS;
  const secrets = new Secrets(options.onSecret);
  const agents = createAgents(env, { idleMs: attemptMs });
  secrets.learn(...agents.secrets);
  const tries = new Tries({
    clock,
    random: options.random,
    totalMs: options.timeout * 1_000,
    retries: options.retries,
    onRetry: options.onRetry ?? (() => {}),
    attemptMs,
    backoffMs: times.backoffMs ?? BACKOFF_MS,
  });
  const endpoints: Endpoints = { network, region, emulator: emulatorHost(env) };
  const wire: Wire = { send: createSend(agents), tries, secrets, clock, endpoints };
  return {
    assumeRoleWithOidc: async (request) => assumeRoleWithOidc(wire, request, options.getIdToken ?? noIdTokens),
    callerIdentity: async (key) => callerIdentity(wire, key),
    enterprisePassword: async (key, instance) => enterprisePassword(wire, key, instance),
    personalPassword: async (key, at) => personalPassword(wire, key, at),
    instancesNamed: async (key, query) => instancesNamed(wire, key, query),
    domains: async (key, instance) => domains(wire, key, instance),
    challenge: async (host) => challenge(wire, host),
    registryToken: async (request) => registryToken(wire, request),
  };
}

const noIdTokens: GetIdToken = () =>
  Promise.reject(
    new AcrAccessError('usage', 'role-arn with oidc-provider-arn needs GitHub Actions, which issues the OIDC token', {
      hint: 'Elsewhere give an access key.',
    }),
  );
