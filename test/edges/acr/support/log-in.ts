import { connectLoginServices } from '../../../../src/edges/acr/connect-login-services.ts';

/** Run as a process of its own: Node reads its CA certificates only once. Logs in with a key, and prints what it got. */
const masked: string[] = [];
try {
  const services = connectLoginServices({
    env: process.env,
    network: process.env.NETWORK === 'vpc' ? 'vpc' : 'public',
    region: 'cn-hangzhou',
    timeout: 20,
    retries: 2,
    clock: { now: () => new Date(), sleep: async () => {} },
    random: () => 0,
    getIdToken: undefined,
    onSecret: (secret) => masked.push(secret),
    times: { attemptMs: Number(process.env.ATTEMPT_MS ?? 10_000) },
  });
  const key = { accessKeyId: 'LTAI-test-key-id', accessKeySecret: 'test-key-secret', securityToken: undefined };
  const { arn } = await services.callerIdentity(key);
  const instance = { region: 'cn-hangzhou', instanceId: 'cri-abc', expiresInHours: undefined };
  const { username, password } = await services.enterprisePassword(key, instance);
  const challenge = await services.challenge({
    host: 'acme-registry.cn-hangzhou.cr.aliyuncs.com',
    kind: 'enterprise',
    region: 'cn-hangzhou',
    instanceName: 'acme',
    repository: '',
  });
  const { granted } = await services.registryToken({ challenge, username, password, scope: undefined });
  process.stdout.write(JSON.stringify({ arn, username, granted, masked }));
} catch (error) {
  const { message, failure } = error as { message: string; failure?: unknown };
  process.stdout.write(JSON.stringify({ message, failure, masked }));
}
