import { parseConfig } from '../config/parse.ts';
import type { AcrAccessError } from '../errors.ts';
import type { ConfigInput } from '../pipeline.ts';
import { staleComment } from '../render/plan-comment.ts';
import { marker } from './comment-key.ts';
import { GitHubError } from './github.ts';
import type { Job } from './job.ts';
import { putComment } from './living-comment.ts';
import { attempt, keyOf } from './publish-plan.ts';

/**
 * A comment about an older commit must not look like the plan of this one, whatever is wrong with this one: a broken file,
 * none at all, an account that cannot be read. Writes nothing where there is no comment.
 *
 * @param input undefined when the file cannot be read
 */
export async function markStale(job: Job, error: AcrAccessError, input: ConfigInput | undefined): Promise<void> {
  const { host, inputs, github } = job;
  const { pullRequest, runUrl } = host.event;
  if (github === undefined || pullRequest === undefined || !inputs.comment) return;
  await attempt('the comment was not updated', job, async () => {
    const { repositoryPath } = input ?? (await host.locate(inputs.config));
    const account =
      accountIn(input?.bytes) ?? accountIn(await github.fileAt(repositoryPath, pullRequest.baseSha).catch(nothing));
    if (account === undefined) return;
    await putComment(github, pullRequest.number, {
      marker: marker('plan', keyOf(job, { input: { repositoryPath } }, account)),
      body: staleComment(inputs.config, why(error, job), { commit: pullRequest.headSha, runUrl }),
      create: false,
      clock: host.clock,
    });
  });
}

const why = ({ code, message }: AcrAccessError, { host, inputs }: Job): string =>
  code === 'bad-file' ? `${inputs.config} has problems` : host.redact(message);

/** The account of a file, broken ones too: it only decides which comment is looked for. */
function accountIn(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const parsed = parseConfig({ file: '', bytes });
  if (parsed.ok) return parsed.value.account;
  return /^[{\s]*["']?account["']?\s*:\s*["']?(\d+)/m.exec(Buffer.from(bytes).toString('utf8'))?.[1];
}

function nothing(error: unknown): undefined {
  if (!(error instanceof GitHubError)) throw error;
}
