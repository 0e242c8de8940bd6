const MAX_LENGTH = 64;

/**
 * The RoleSessionName of a run: it stands in the account's audit log behind every call, so it leads back to the run
 * that made it: `acr-access.OWNER.REPO@RUN_ID-ATTEMPT`. The repository is cut before the run id is: the id alone finds
 * the run. Characters outside STS's `[A-Za-z0-9.@_-]{2,64}` become `.`.
 */
export function sessionName(env: NodeJS.ProcessEnv): string {
  const repository = clean(env.GITHUB_REPOSITORY);
  const run = clean([env.GITHUB_RUN_ID, env.GITHUB_RUN_ATTEMPT].filter(Boolean).join('-')).slice(0, 40);
  const tail = run === '' ? '' : `@${run}`;
  const head = repository === '' ? 'acr-access' : `acr-access.${repository}`;
  return `${head.slice(0, MAX_LENGTH - tail.length)}${tail}`;
}

const clean = (text = ''): string => text.replace(/[^A-Za-z0-9._-]/g, '.');
