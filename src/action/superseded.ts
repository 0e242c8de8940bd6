import type { Job, JudgedFile } from './job.ts';

/** Thrown to end an apply whose commit is no longer what the default branch says. Nothing was written. */
export class Superseded extends Error {
  readonly tip: string;

  constructor(tip: string) {
    super(`superseded: the default branch is at ${tip.slice(0, 7)}, and the file differs there`);
    this.name = 'Superseded';
    this.tip = tip;
  }
}

/**
 * An old run that is started again, or runs late, must not bring an old file back.
 *
 * @throws Superseded; GitHubError when the branch cannot be read: then nothing may be written
 */
export async function requireTip(
  { host: { event }, github }: Job,
  { input }: Pick<JudgedFile, 'input'>,
): Promise<void> {
  if (github === undefined) return;
  // A run that may apply is on the default branch (decideMode), also where the payload does not name it.
  const tip = await github.branchTip(event.defaultBranch ?? event.ref.replace(/^refs\/heads\//, ''));
  if (tip === event.sha) return;
  const there = await github.fileAt(input.repositoryPath, tip);
  if (there === undefined || Buffer.compare(there, input.bytes) !== 0) throw new Superseded(tip);
}
