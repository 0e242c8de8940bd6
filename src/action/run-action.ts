import { applyRun } from './apply-run.ts';
import { driftRun } from './drift-run.ts';
import type { ActionHost } from './host.ts';
import { readInputs } from './inputs.ts';
import type { Job } from './job.ts';
import { decideMode } from './mode.ts';
import { planRun } from './plan-run.ts';
import { validateRun } from './validate-run.ts';

/** One run of the action; resolves with its exit code, rejects with the error that the entry shows. */
export async function runAction(host: ActionHost): Promise<number> {
  const inputs = readInputs(host);
  const { event } = host;
  const mode = decideMode(inputs.command, event);
  const github = inputs.githubToken === '' || event.name === '' ? undefined : host.github(inputs.githubToken);
  const job: Job = { host, inputs, github };
  switch (mode.kind) {
    case 'validate':
      return validateRun(job, mode.because);
    case 'plan': {
      // A pull request from somebody who is given no secrets is checked as far as it can be; elsewhere it is a mistake.
      const missing = event.pullRequest === undefined ? undefined : host.missingCredentials(inputs.credentials);
      return missing === undefined ? planRun(job) : validateRun(job, missing);
    }
    case 'apply':
      return applyRun(job);
    case 'drift':
      return driftRun(job);
  }
}
