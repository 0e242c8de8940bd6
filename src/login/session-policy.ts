import { AcrAccessError } from '../errors.ts';
import type { Registry } from '../policy/area.ts';
import { buildArn } from '../policy/arn.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { formatDocument } from '../policy/format.ts';

/** AssumeRoleWithOIDC takes at most so many characters of `Policy`. Source: STS documentation. */
export const MAX_SESSION_POLICY = 2048;

/** What a login itself calls; a session without these could not log in at all. */
const LOGIN: readonly string[] = ['cr:GetAuthorizationToken'];
const IMAGE_ACTIONS = { pull: ['cr:PullRepository'], push: ['cr:PullRepository', 'cr:PushRepository'] } as const;

export interface Narrowing {
  /** push includes pull */
  readonly permissions: 'pull' | 'push';
  /** `namespace/repository`, as RAM patterns; empty = all of the registries */
  readonly repositories: readonly string[];
}

/**
 * The session policy that narrows a role to what a pipeline needs. A session has what both the role and this allow; so it
 * can only take away.
 *
 * @param lookups calls that the login makes to find the instance and its domains
 * @throws AcrAccessError `usage` when it is longer than STS takes
 */
export function sessionPolicy(
  { permissions, repositories }: Narrowing,
  registries: readonly Registry[],
  lookups: readonly string[],
): string {
  const paths = repositories.length === 0 ? ['*'] : repositories;
  const images: Statement = {
    Effect: 'Allow',
    Action: [...IMAGE_ACTIONS[permissions]],
    // Hosts of one instance are the same resource, and the text has to stay short.
    Resource: [
      ...new Set(registries.flatMap((registry) => paths.map((path) => buildArn(registry, 'repository', path)))),
    ],
  };
  return limited({ Version: '1', Statement: [allowOnAll(lookups), images] });
}

/** The same from the documents of a grant. */
export function sessionPolicyOfGrant(documents: readonly PolicyDocument[], lookups: readonly string[]): string {
  return limited({
    Version: '1',
    Statement: [allowOnAll(lookups), ...documents.flatMap(({ Statement: statements }) => statements)],
  });
}

const allowOnAll = (lookups: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: [...LOGIN, ...lookups],
  Resource: ['*'],
});

function limited(document: PolicyDocument): string {
  const text = formatDocument(document);
  if (text.length <= MAX_SESSION_POLICY) return text;
  throw new AcrAccessError(
    'usage',
    `the session policy has ${text.length} characters; STS takes at most ${MAX_SESSION_POLICY}`,
    {
      hint: 'Name fewer repositories, or use a pattern such as release/*, or a role that may do no more than this job.',
    },
  );
}
