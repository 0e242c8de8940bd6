import type { Cause, LoginSituation } from './situation.ts';
import type { LoginFailure } from './types.ts';

type RegistryFailure = Extract<LoginFailure, { readonly kind: 'registry' }>;

/** What a registry or its token service says no with. */
export function explainRegistry({ status, detail }: RegistryFailure, situation: LoginSituation): Cause {
  if (/insufficient_scope|denied/i.test(detail) || status === 403) return denied(situation);
  if (status === 401) return unauthorized(situation);
  if (status === 407) {
    return { cause: 'the proxy wants a login', remedy: 'Write it into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.' };
  }
  if (status === 429) {
    return {
      cause: 'too many requests',
      remedy:
        'Run fewer logins at once, or raise `retries` and `timeout`. One step logs in to several hosts of an instance with one password.',
    };
  }
  if (status >= 500) {
    return {
      cause: 'the registry, or a proxy before it, has a problem of its own',
      remedy:
        'Run again, or raise `retries` and `timeout`. If only this runner sees it, look at HTTPS_PROXY and NO_PROXY.',
    };
  }
  return {
    cause: 'this is not how a registry of Alibaba Cloud answers',
    remedy:
      'Compare the host with the one that the console shows under the access control of the instance; a website, a mirror or a proxy in front of it is none.',
  };
}

function unauthorized({ request, identityArn }: LoginSituation): Cause {
  const { permanent, roleArn } = request;
  const isRole = roleArn !== '' || identityArn.includes(':assumed-role/');
  if (permanent === undefined) {
    return {
      cause: 'the temporary password is not accepted',
      remedy:
        'It may have ended (output `expires-at`), or belong to another instance: give `instance-id` of the instance that the host belongs to, or leave it out.',
    };
  }
  return {
    cause: 'the user name and password are not accepted',
    remedy: [
      'Use the registry password that was set in the console (Container Registry, access credentials), not the one for logging on to Alibaba Cloud; it is another one for each instance and edition.',
      'The user name is the full name of the account, or USER@ACCOUNT for a RAM user, who has to have a registry password of their own.',
      'Look for a line break at the end of the secret.',
      isRole ? 'A role has no permanent password: leave `username` and `password` out.' : '',
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function denied({ request, identityArn }: LoginSituation): Cause {
  const isEnterprise = request.registries.some(({ kind }) => kind !== 'personal' && kind !== 'personal-instance');
  const path = isEnterprise ? `${request.instanceId ?? 'INSTANCE_ID'}/NAMESPACE/REPOSITORY` : 'NAMESPACE/REPOSITORY';
  const who = identityArn || request.roleArn || 'this identity';
  return {
    cause: 'the login is good, and does not reach this repository',
    remedy: `Allow cr:PullRepository, and cr:PushRepository to push, on acs:cr:*:*:repository/${path} for ${who}. Name the repository in \`repositories\` if the session was narrowed. A namespace that does not exist is denied, too.`,
  };
}
