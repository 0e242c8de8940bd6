import { AcrAccessError } from '../errors.ts';
import type { LoginRequest } from './inputs.ts';

/**
 * Inputs that do not go together. What would have no effect is an error, too: a guard or a narrowing that does nothing only
 * looks safe.
 *
 * @throws AcrAccessError `usage`
 */
export function refuseContradictions(request: LoginRequest): void {
  refuseTwoIdentities(request);
  refuseIdleNarrowing(request);
  refuseIdleInputs(request);
  refuseInstance(request);
  refuseHosts(request);
}

function refuseTwoIdentities({ permanent, accessKeyId, roleArn }: LoginRequest): void {
  const other = accessKeyId !== '' ? 'access-key-id' : roleArn !== '' ? 'role-arn' : undefined;
  if (permanent === undefined || other === undefined) return;
  throw usage(
    `input password is one way to log in, and ${other} is another`,
    'Give username and password for a permanent password, or the other inputs for a temporary one.',
  );
}

function refuseIdleNarrowing({ permissions, repositories, grant, roleArn, accessKeyId }: LoginRequest): void {
  const given = [
    permissions === undefined ? '' : 'permissions',
    repositories.length === 0 ? '' : 'repositories',
    grant === '' ? '' : 'grant',
  ].filter(Boolean);
  if (given.length > 0 && (roleArn === '' || accessKeyId !== '')) {
    throw usage(
      `input ${given.join(' and ')} narrows the session of a role, and ${accessKeyId === '' ? 'there is none' : 'access-key-id is used'}`,
      'Give role-arn and oidc-provider-arn without an access key. A narrowing that does nothing would only look safe.',
    );
  }
  if (grant !== '' && given.length > 1) {
    throw usage('input grant stands alone: it says the repositories and permissions itself');
  }
}

function refuseIdleInputs({ permanent, allowedAccountIds, expiresInHours, hosts, registries }: LoginRequest): void {
  const idle = [
    allowedAccountIds.length > 0 && permanent !== undefined ? 'allowed-account-ids' : '',
    expiresInHours !== undefined && permanent !== undefined ? 'expires-in-hours' : '',
    hosts === 'all' && permanent !== undefined ? 'hosts: all' : '',
  ].filter(Boolean);
  if (idle.length > 0) {
    throw usage(
      `input ${idle.join(' and ')} has no effect on a permanent password`,
      'With username and password nothing is asked of Alibaba Cloud. Leave it out.',
    );
  }
  if (expiresInHours !== undefined && registries.every(({ kind }) => kind === 'personal')) {
    throw usage('input expires-in-hours is for Enterprise Edition; Personal Edition passwords last an hour');
  }
}

function refuseInstance({ instanceId, registries }: LoginRequest): void {
  if (instanceId === undefined) return;
  const names = registries
    .filter(({ kind }) => kind === 'enterprise')
    .map((one) => `${one.instanceName} ${one.region}`);
  if (new Set(names).size > 1) {
    throw usage(
      'input instance-id is one instance, and input registry names hosts of several',
      'Leave instance-id out, or use a step for each.',
    );
  }
  const [first] = registries;
  if (first === undefined || !registries.every(({ kind }) => kind.startsWith('personal'))) return;
  throw usage(
    `${first.host} is Personal Edition, and input instance-id names an Enterprise Edition instance`,
    'Give the host of the instance, NAME-registry.REGION.cr.aliyuncs.com, or leave instance-id out.',
  );
}

function refuseHosts({ registries, permanent, instanceId, region }: LoginRequest): void {
  const permanentOnly = registries.find(({ kind }) => kind === 'personal-instance');
  if (permanentOnly !== undefined && permanent === undefined) {
    throw usage(
      `${permanentOnly.host} takes no temporary passwords: Personal Edition instances since September 2024 have permanent ones only`,
      'Set a registry password in the console and give it as inputs username and password.',
    );
  }
  const foreign = registries.find(({ kind }) => kind === 'custom');
  if (permanent !== undefined && foreign !== undefined) {
    throw usage(
      `${foreign.host} is no registry host of Alibaba Cloud, so no permanent password is sent there`,
      'Use the host of the instance, which ends in aliyuncs.com.',
    );
  }
  const unnamed = foreign ?? registries.find(({ kind }) => kind === 'loopback');
  if (unnamed !== undefined && permanent === undefined && (instanceId === undefined || region === undefined)) {
    throw usage(
      `${unnamed.host} does not say which instance it belongs to`,
      'Give instance-id and region: a custom domain is accepted when the instance lists it as its own.',
    );
  }
}

const usage = (message: string, hint?: string): AcrAccessError =>
  new AcrAccessError('usage', message, hint === undefined ? {} : { hint });
