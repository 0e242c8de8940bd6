import { AcrAccessError } from '../../errors.ts';
import { createAgents } from '../http/agents.ts';
import { createSend, type Send } from '../http/send.ts';
import { AlibabaAccountReader } from './account-reader.ts';
import { AlibabaAccountWriter } from './account-writer.ts';
import { AlibabaApi } from './api.ts';
import { Caller } from './call.ts';
import type { AlibabaConnection, ConnectOptions } from './connect.ts';
import type { AccessKey, CredentialChoice, OidcRole } from './credentials.ts';
import { KeySource } from './key-source.ts';
import { assumeRoleWithOidc } from './oidc.ts';
import { Redactor } from './redact.ts';
import type { Endpoints } from './services.ts';
import { sessionName } from './session-name.ts';
import { MAX_IN_FLIGHT } from './transport.ts';

/** Reader and writer of the account that the credentials belong to; for OIDC with a first session. Throws as connectAlibaba. */
export async function openAccount(
  options: ConnectOptions,
  choice: CredentialChoice,
  emulator: string | undefined,
): Promise<AlibabaConnection> {
  const redactor = new Redactor();
  const keep = (...secrets: readonly (string | undefined)[]): void => {
    redactor.add(...secrets);
    for (const secret of secrets) if (secret !== undefined) options.onSecret?.(secret);
  };
  const endpoints: Endpoints = { network: options.inputs.network ?? 'public', region: options.region, emulator };
  const agents = createAgents(options.env, { maxSockets: MAX_IN_FLIGHT });
  keep(...agents.secrets);
  const callerOptions = { ...options, agents, redactor };
  // A session is renewed inside of a signed call: with its own places in flight, or the two could wait for each other.
  const anonymous = new AlibabaApi({ caller: new Caller(callerOptions), endpoints, source: choice.source });
  const { clock } = options;
  let getKey: () => Promise<AccessKey>;
  if (choice.kind === 'key') {
    const { key } = choice;
    keep(key.accessKeyId, key.accessKeySecret, key.securityToken);
    getKey = () => Promise.resolve(key);
  } else {
    const keys = new KeySource(
      renewal(choice.role, { ...options, api: anonymous, send: createSend(agents), keep }),
      clock,
    );
    getKey = () => keys.key();
    await getKey();
  }
  const api = new AlibabaApi({ caller: new Caller(callerOptions), endpoints, getKey, source: choice.source });
  return {
    reader: new AlibabaAccountReader(api, () => anonymous.callCount),
    writer: () => new AlibabaAccountWriter(api),
    credentialsSource: choice.source,
  };
}

interface RenewalOptions extends ConnectOptions {
  readonly api: AlibabaApi;
  /** for the ID token */
  readonly send: Send;
  readonly keep: (...secrets: readonly (string | undefined)[]) => void;
}

function renewal(role: OidcRole, { getIdToken, env, clock, api, send, keep }: RenewalOptions) {
  if (getIdToken === undefined) {
    throw new AcrAccessError('usage', 'role-arn needs an OIDC token, and there is none outside of GitHub Actions', {
      hint: 'The job needs `permissions: id-token: write`; elsewhere use an access key.',
    });
  }
  return async () => {
    const key = await assumeRoleWithOidc(role, {
      send: (call, read) => api.generic({ ...call, service: 'STS', mode: 'read', anonymous: true }, read),
      getIdToken: (signal) => getIdToken(role.audience, send, signal),
      sessionName: sessionName(env),
      clock,
      onToken: keep,
    });
    keep(key.accessKeyId, key.accessKeySecret, key.securityToken);
    return key;
  };
}
