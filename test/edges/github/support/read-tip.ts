import { connectGitHub } from '../../../../src/edges/github/connect.ts';

/** Run as a process of its own: Node reads its CA certificates only once. Prints what GitHub says, or the error. */
const clock = { now: () => new Date(), sleep: async () => {} };
try {
  const github = connectGitHub({ token: process.env.TOKEN ?? '', env: process.env, clock, random: () => 0 });
  process.stdout.write(JSON.stringify([await github.branchTip('main'), await github.ownApp()]));
} catch (error) {
  process.stdout.write(JSON.stringify(String(error)));
}
