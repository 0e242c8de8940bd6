import { AcrAccessError } from '../../errors.ts';
import { refusalsOf } from '../authorise.ts';
import { type Caller, callerName } from '../caller.ts';
import type { Namespace } from '../entities.ts';
import type { Store } from '../store.ts';
import { jsonAnswer, type RawAnswer, type RawRequest } from '../wire.ts';
import type { RegistryName, RegistryPassword, RegistryPasswords } from './passwords.ts';
import { parseScopes, repositoryOf, type Scope, type ScopedRepository, serviceOf } from './scope.ts';
import type { TokenSigner } from './token-signer.ts';

/** Paths of the token service; everything else belongs to the APIs. */
export const REALM_FOLDER = '/dockerauth/';
export const REALM_PATH = `${REALM_FOLDER}auth`;
/** The certificate that registry servers need, in PEM, for whoever cannot ask the emulator's own process. */
export const CERTIFICATE_PATH = `${REALM_FOLDER}certificate`;

/** A token is for one push or pull; a client asks for the next one. */
const TOKEN_SECONDS = 300;

export interface RealmParts {
  readonly store: Store;
  readonly passwords: RegistryPasswords;
  readonly signer: TokenSigner;
  /** false: every caller may do everything */
  readonly authorises: boolean;
  readonly newTokenId: () => string;
}

export interface RealmOutcome {
  readonly answer: RawAnswer;
  /** empty when a token was given */
  readonly code: string;
  readonly caller: string;
}

/** A registry of the account, as its token service sees it. */
interface Registry {
  readonly region: string;
  readonly instance: string | undefined;
  readonly namespaces: ReadonlyMap<string, Namespace>;
}

/**
 * ACR's token service for registry servers (Distribution "token authentication"): proves a temporary password and signs what
 * its owner may do, decided from the policies as they are at this moment.
 */
export class RegistryRealm {
  readonly #parts: RealmParts;

  constructor(parts: RealmParts) {
    this.#parts = parts;
  }

  answer(request: RawRequest, now: Date): RealmOutcome {
    if (request.method !== 'GET') return failed(405, 'UNSUPPORTED', 'The operation is unsupported.');
    if (request.path === CERTIFICATE_PATH) return pem(this.#parts.signer.certificate);
    if (request.path !== REALM_PATH) return failed(404, 'NOT_FOUND', 'There is nothing here.');
    const asked = new URLSearchParams(request.search);
    const service = asked.get('service') ?? '';
    const password = this.#passwordOf(request, now);
    const registry = password && this.#registryOf(password, service);
    if (password === undefined || registry === undefined) {
      return failed(401, 'UNAUTHORIZED', 'authentication required');
    }
    const access = parseScopes(asked.getAll('scope')).flatMap((scope) =>
      this.#granted(scope, registry, password.caller, now),
    );
    return { answer: jsonAnswer(200, this.#token(password, service, access, now)), code: '', caller: nameOf(password) };
  }

  /** `service` of a registry. Throws AcrAccessError `usage` when the account has no such registry. */
  service(registry: RegistryName): string {
    const { instances, personal } = this.#parts.store;
    const [name, region] =
      'instance' in registry
        ? [registry.instance, instances.byKey.get(registry.instance)?.region]
        : [registry.personal, personal.has(registry.personal) ? registry.personal : undefined];
    if (region === undefined) throw new AcrAccessError('usage', `the emulated account has no registry "${name}"`);
    return serviceOf(registry, region);
  }

  #passwordOf({ headers }: RawRequest, now: Date): RegistryPassword | undefined {
    const [, credentials] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
    // The password holds a colon, the user name does not.
    const [username = '', password = ''] = Buffer.from(credentials ?? '', 'base64')
      .toString('utf8')
      .split(/:(.*)/s);
    return this.#parts.passwords.find(username, password, this.#parts.store, now);
  }

  /** The registry that `service` names, if the password is one of it. */
  #registryOf({ registry }: RegistryPassword, service: string): Registry | undefined {
    const { instances, personal } = this.#parts.store;
    if ('instance' in registry) {
      const instance = instances.byKey.get(registry.instance);
      return instance && serviceOf(registry, instance.region) === service
        ? { region: instance.region, instance: instance.id, namespaces: instance.namespaces }
        : undefined;
    }
    const found = [...personal].find(
      ([region]) =>
        (registry.personal === undefined || registry.personal === region) &&
        serviceOf({ personal: region }, region) === service,
    );
    return found && { region: found[0], instance: undefined, namespaces: found[1] };
  }

  #granted(scope: Scope, registry: Registry, caller: Caller, now: Date): Scope[] {
    const repository = repositoryOf(scope);
    if (repository === undefined) return [];
    const { store, authorises } = this.#parts;
    const refusal = refusalsOf(caller, store, now);
    const arnOf = (...parts: string[]): string =>
      `acs:cr:${registry.region}:${store.account}:${['repository', registry.instance, ...parts].filter((part) => part !== undefined).join('/')}`;
    const may = (action: string, ...parts: string[]): boolean =>
      !authorises || refusal(action, arnOf(...parts)) === undefined;
    const actions = scope.actions.filter((action) => {
      if (action === 'pull') return may('cr:PullRepository', repository.namespace, repository.repository);
      return action === 'push' && mayPush(repository, registry, may);
    });
    return actions.length === 0 ? [] : [{ ...scope, actions }];
  }

  #token({ username, expires }: RegistryPassword, service: string, access: readonly Scope[], now: Date) {
    const issued = Math.floor(now.getTime() / 1000);
    const expiresIn = Math.min(TOKEN_SECONDS, Math.ceil((expires.getTime() - now.getTime()) / 1000));
    const token = this.#parts.signer.sign({
      sub: username,
      aud: service,
      iat: issued,
      nbf: issued,
      exp: issued + expiresIn,
      jti: this.#parts.newTokenId(),
      access,
    });
    return { token, access_token: token, expires_in: expiresIn, issued_at: new Date(issued * 1000).toISOString() };
  }
}

/**
 * A push makes a repository that is not there, which needs CreateRepository: on the namespace in Enterprise Edition, on the
 * repository in the Personal Edition's own sample. A namespace is never made.
 */
function mayPush(
  { namespace, repository }: ScopedRepository,
  { namespaces, instance }: Registry,
  may: (action: string, ...parts: string[]) => boolean,
): boolean {
  const known = namespaces.get(namespace);
  if (known === undefined || !may('cr:PushRepository', namespace, repository)) return false;
  if (known.repositories.has(repository)) return true;
  return may('cr:CreateRepository', namespace, ...(instance === undefined ? [repository] : []));
}

const nameOf = ({ caller }: RegistryPassword): string => callerName(caller);

/** Registries write errors in a list. */
const failed = (status: number, code: string, message: string): RealmOutcome => ({
  answer: jsonAnswer(status, { errors: [{ code, message }] }),
  code,
  caller: 'anonymous',
});

const pem = (text: string): RealmOutcome => ({
  answer: { status: 200, headers: { 'content-type': 'application/x-pem-file' }, text },
  code: '',
  caller: 'anonymous',
});
