import { connectAlibaba } from '../../../../src/edges/alibaba/connect.ts';

/** Run as a process of its own: Node reads its CA certificates only once. Prints the users, or the error. */
const silent = (): void => {};
try {
  const { reader } = await connectAlibaba({
    env: process.env,
    inputs: {},
    clock: { now: () => new Date(), sleep: async () => {} },
    random: () => 0,
    reporter: { progress: silent, note: silent, warn: silent },
  });
  const [users, regions] = [await reader.users(), await reader.callerIdentity()];
  process.stdout.write(JSON.stringify({ users, identity: regions.arn }));
} catch (error) {
  const { message, hint } = error as { message: string; hint?: string };
  process.stdout.write(JSON.stringify({ message, hint }));
}
