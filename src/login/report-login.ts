import type { LoginHost } from './host.ts';
import type { LoginRequest } from './inputs.ts';
import type { Target } from './targets.ts';
import type { RegistryHost, RegistryPassword } from './types.ts';

/** A password and the hosts that it is for. */
export interface LoggedIn {
  readonly target: Pick<Target, 'edition' | 'region'> & {
    readonly instanceId?: string;
    readonly hosts: readonly RegistryHost[];
  };
  readonly password: RegistryPassword;
}

/** Sets the outputs, says where the job is logged in, and warns when that ends too early. */
export function reportLogin(
  request: LoginRequest,
  host: LoginHost,
  { logins, arn, dockerConfig }: { logins: readonly LoggedIn[]; arn: string; dockerConfig: string },
): void {
  const [first] = logins;
  const ends = logins.flatMap(({ password: { expiresAt } }) => (expiresAt === undefined ? [] : [expiresAt.getTime()]));
  const end = ends.length === 0 ? '' : new Date(Math.min(...ends)).toISOString();
  const registries = Object.fromEntries(
    logins.flatMap(({ target, password }) =>
      target.hosts.map(({ host: name }) => [
        name,
        {
          username: password.username,
          expiresAt: password.expiresAt?.toISOString() ?? null,
          edition: target.edition,
          region: target.region,
          instanceId: target.instanceId ?? null,
        },
      ]),
    ),
  );
  const { setOutput } = host;
  setOutput('registry', request.registries[0]!.host);
  setOutput('registries', JSON.stringify(registries));
  setOutput('username', first!.password.username);
  setOutput('password', first!.password.password);
  setOutput('expires-at', end);
  setOutput('docker-config', dockerConfig);
  setOutput('edition', first!.target.edition);
  setOutput('region', first!.target.region);
  setOutput('instance-id', first!.target.instanceId ?? '');
  setOutput('identity-arn', arn);
  const until = end === '' ? 'with a permanent password' : `until ${end}`;
  for (const name of Object.keys(registries)) host.log(`Logged in to ${name} ${until}`);
  warnWhenTooShort(request, host, end);
}

function warnWhenTooShort({ expectedDuration }: LoginRequest, { clock, warn }: LoginHost, end: string): void {
  if (expectedDuration === undefined || end === '') return;
  const left = Math.floor((Date.parse(end) - clock.now().getTime()) / 1000);
  if (left >= expectedDuration) return;
  warn(
    `The registry password ends at ${end}, in ${left} s, and the job is expected to take ${expectedDuration} s. Raise session-duration or expires-in-hours, or log in again before the push.`,
  );
}
