import { AcrAccessError } from '../errors.ts';
import type { ActionHost, CredentialInputs } from './host.ts';

export const ACTION_COMMANDS = ['auto', 'validate', 'plan', 'apply', 'drift'] as const;
export type ActionCommand = (typeof ACTION_COMMANDS)[number];

export interface ActionInputs {
  readonly command: ActionCommand;
  readonly config: string;
  /** '' = none: nothing is posted, and nothing that needs GitHub is done */
  readonly githubToken: string;
  readonly adopt: readonly string[];
  readonly expectedDigest: string | undefined;
  readonly unreviewed: 'refuse' | 'allow';
  /** whether pull requests get a comment */
  readonly comment: boolean;
  readonly failOnDrift: boolean;
  readonly credentials: CredentialInputs;
}

/** The inputs, checked, or a usage error that names the input and what it takes. */
export function readInputs({ input }: Pick<ActionHost, 'input'>): ActionInputs {
  return {
    command: choice('command', input('command') || 'auto', ACTION_COMMANDS),
    config: input('config') || 'acr-access.yaml',
    githubToken: input('github-token'),
    adopt: input('adopt')
      .split('\n')
      .map((name) => name.trim())
      .filter(Boolean),
    expectedDigest: input('expected-digest') || undefined,
    unreviewed: choice('unreviewed', input('unreviewed') || 'refuse', ['refuse', 'allow']),
    comment: isTrue('comment', input('comment') || 'true'),
    failOnDrift: isTrue('fail-on-drift', input('fail-on-drift') || 'false'),
    credentials: {
      accessKeyId: input('access-key-id'),
      accessKeySecret: input('access-key-secret'),
      securityToken: input('security-token'),
      roleArn: input('role-arn'),
      oidcProviderArn: input('oidc-provider-arn'),
      audience: input('audience') || 'sts.aliyuncs.com',
      sessionDuration: seconds(input('session-duration') || '3600'),
      network: choice('network', input('network') || 'public', ['public', 'vpc']),
    },
  };
}

function choice<const Value extends string>(name: string, value: string, values: readonly Value[]): Value {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new AcrAccessError('usage', `input ${name} takes ${values.join(', ')}; not "${value}"`);
}

const isTrue = (name: string, value: string): boolean => choice(name, value, ['true', 'false']) === 'true';

/** RAM gives role credentials for 900 to 43,200 seconds (AssumeRoleWithOIDC). */
function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 900 && value <= 43_200) return value;
  throw new AcrAccessError('usage', `input session-duration takes 900 to 43200 seconds, not "${text}"`);
}
