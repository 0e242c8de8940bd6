import { AcrAccessError } from '../errors.ts';
import type { CredentialEntry } from './credential-files.ts';
import { isObjectText, memberAt, memberNames, withMember, withoutMember } from './json-members.ts';

/**
 * Docker's config.json as text. What clients do with it, measured with docker 28.2.2, skopeo 1.9.3, buildah 1.28.2 and
 * podman 4.3.1:
 * - docker asks `credHelpers[host]`, else `credsStore`, else `auths[host]`; with a store for the host, `auths` is not read;
 * - the others ask `credHelpers[host]`, else `auths[host]`; they do not know `credsStore`;
 * - `credHelpers[host] = ""` means "none" to docker; the others then run `docker-credential-` and fail.
 */

/** Names, in an entry of ours, the folder of the run that wrote it. Clients ignore it; docker drops it when it rewrites. */
const MARK = 'acr-access';

/** What the file says about one host, as JSON texts; null = nothing. */
export interface HostEntry {
  readonly auth: string | null;
  readonly helper: string | null;
}

/** `base64(user:password)`, the form in which the file holds a password. */
export const authOf = ({ username, password }: Pick<CredentialEntry, 'username' | 'password'>): string =>
  Buffer.from(`${username}:${password}`).toString('base64');

/**
 * The text, when it can be changed without loss; a blank one is an empty object, as it is to docker.
 *
 * @param path for the error
 * @throws AcrAccessError when it is no JSON object, or names what we would change twice or as something else
 */
export function checkedConfig(text: string, path: string): string {
  if (text.trim() === '') return '{}';
  try {
    JSON.parse(text);
  } catch {
    throw brokenConfig(path, 'it is not valid JSON'); // the parser's own message may quote a secret
  }
  if (!isObjectText(text)) throw brokenConfig(path, 'it is not a JSON object');
  for (const name of ['auths', 'credHelpers']) {
    const section = memberAt(text, [name]);
    if (section !== undefined && !isObjectText(section)) throw brokenConfig(path, `"${name}" is not an object`);
    if (section !== undefined) refuseTwice(section, path, `a host of "${name}"`);
  }
  refuseTwice(text, path, 'a setting');
  const store = memberAt(text, ['credsStore']);
  if (store !== undefined && typeof JSON.parse(store) !== 'string') throw brokenConfig(path, '"credsStore" is no text');
  return text;
}

function refuseTwice(text: string, path: string, what: string): void {
  const names = memberNames(text);
  if (new Set(names).size !== names.length) throw brokenConfig(path, `${what} is there twice`);
}

const brokenConfig = (path: string, why: string): AcrAccessError =>
  new AcrAccessError('failed', `cannot use ${path}: ${why}`, {
    hint: 'It was left as it is. Repair or remove it, or set DOCKER_CONFIG to another folder.',
  });

/** What the file says about the host. */
export const hostEntry = (text: string, host: string): HostEntry => ({
  auth: memberAt(text, ['auths', host]) ?? null,
  helper: memberAt(text, ['credHelpers', host]) ?? null,
});

/** The text with exactly this said about the host. */
export function withHostEntry(text: string, host: string, { auth, helper }: HostEntry): string {
  const put = (config: string, section: string, value: string | null): string =>
    value === null ? withoutMember(config, [section, host]) : withMember(config, [section, host], value);
  return put(put(text, 'auths', auth), 'credHelpers', helper);
}

/** The program `docker-credential-NAME` that docker asks for the host; undefined = it reads `auths`. */
export function storeFor(text: string, host: string): string | undefined {
  const config = JSON.parse(text) as { credsStore?: string; credHelpers?: Record<string, unknown> };
  const helper = Object.hasOwn(config.credHelpers ?? {}, host) ? config.credHelpers?.[host] : undefined;
  return (typeof helper === 'string' ? helper : '') || config.credsStore || undefined;
}

/** The program that holds the logins of all hosts without one of their own; undefined = the file does. */
export const credentialsStore = (text: string): string | undefined =>
  (JSON.parse(text) as { credsStore?: string }).credsStore || undefined;

/**
 * What is written for a host in a file that others use too. With a store, the password lies in the store: naming it in
 * `credHelpers` lets the clients find it that do not know `credsStore`.
 */
export const ourHostEntry = (auth: string, store: string | undefined, runFolder: string): HostEntry =>
  store === undefined
    ? { auth: JSON.stringify({ auth, [MARK]: runFolder }), helper: null }
    : { auth: JSON.stringify({ [MARK]: runFolder }), helper: JSON.stringify(store) };

/** The folder of the run that an entry says to be from; undefined when it does not say. */
export const markOf = ({ auth }: HostEntry): string | undefined => fieldOf(auth, MARK);

/** The password that an entry holds, as `base64(user:password)`; undefined when it holds none. */
export const authIn = ({ auth }: HostEntry): string | undefined => fieldOf(auth, 'auth');

/** The entry without its mark. */
export const withoutMark = (entry: HostEntry): HostEntry =>
  entry.auth === null || !isObjectText(entry.auth) ? entry : { ...entry, auth: withoutMember(entry.auth, [MARK]) };

function fieldOf(text: string | null, name: string): string | undefined {
  const value: unknown = text === null ? null : JSON.parse(text);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const field = (value as Record<string, unknown>)[name];
  return typeof field === 'string' ? field : undefined;
}

/** The runs that the file has entries of. */
export const marksIn = (text: string): readonly string[] =>
  memberNames(memberAt(text, ['auths']) ?? '{}').flatMap((host) => markOf(hostEntry(text, host)) ?? []);

/** What a job's own copy of config.json is made from. */
export interface IsolatedParts {
  /** server addresses that the `credsStore` of the text has logins for */
  readonly storedServers: readonly string[];
  /** where docker's plugins lie; undefined = there is no former folder */
  readonly pluginFolder: string | undefined;
}

/**
 * A job's own copy of config.json: with our entries, and with `credHelpers` for the hosts that its `credsStore` knows
 * instead of that store for all, so that every client finds both. No store or helper stands for a host of ours.
 */
export function isolatedConfig(text: string, entries: readonly CredentialEntry[], parts: IsolatedParts): string {
  const store = memberAt(text, ['credsStore']);
  const plain = memberNames(memberAt(text, ['auths']) ?? '{}').reduce((config, host) => {
    const entry = hostEntry(config, host);
    return markOf(entry) === undefined ? config : withHostEntry(config, host, withoutMark(entry));
  }, text);
  const named = parts.storedServers
    .flatMap(serverNames)
    .filter((host) => memberAt(plain, ['credHelpers', host]) === undefined)
    .reduce(
      (config, host) => (store === undefined ? config : withMember(config, ['credHelpers', host], store)),
      withoutMember(plain, ['credsStore']),
    );
  const ours = entries.reduce(
    (config, entry) =>
      withHostEntry(config, entry.host, { auth: JSON.stringify({ auth: authOf(entry) }), helper: null }),
    named,
  );
  return parts.pluginFolder === undefined ? ours : withPluginFolder(ours, parts.pluginFolder);
}

/** docker looks a host up by its bare name, a store may list it as an address; Docker Hub's name is its address. */
const serverNames = (server: string): readonly string[] => {
  const bare = /^https?:\/\/([^/]+)/.exec(server)?.[1];
  return bare === undefined || bare === 'index.docker.io' ? [server] : [server, bare];
};

function withPluginFolder(text: string, folder: string): string {
  const before: unknown = JSON.parse(memberAt(text, ['cliPluginsExtraDirs']) ?? '[]');
  const folders = Array.isArray(before) ? before.filter((path) => typeof path === 'string' && path !== folder) : [];
  return withMember(text, ['cliPluginsExtraDirs'], JSON.stringify([...folders, folder]));
}

/** Which sections an object has that logins are kept in. */
export interface Sections {
  readonly auths: boolean;
  readonly credHelpers: boolean;
}

export const sectionsOf = (text: string): Sections => ({
  auths: memberAt(text, ['auths']) !== undefined,
  credHelpers: memberAt(text, ['credHelpers']) !== undefined,
});

/** The text without the empty sections that it did not have at first. */
export function withoutAddedSections(text: string, had: Sections): string {
  const isEmpty = (config: string, section: string): boolean =>
    memberNames(memberAt(config, [section]) ?? '{}').length === 0;
  return (['auths', 'credHelpers'] as const).reduce(
    (config, section) => (had[section] || !isEmpty(config, section) ? config : withoutMember(config, [section])),
    text,
  );
}

/** Does the file say nothing at all? */
export const isEmptyConfig = (text: string): boolean => memberNames(text).length === 0;
