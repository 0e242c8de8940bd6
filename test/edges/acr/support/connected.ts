import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ConnectLoginOptions, connectLoginServices } from '../../../../src/edges/acr/connect-login-services.ts';
import { LoginError } from '../../../../src/login/login-error.ts';
import type { AccessKey, LoginFailure, LoginServices, RegistryHost } from '../../../../src/login/types.ts';
import { type Answer, fakeService, type Received, steppedClock } from '../../alibaba/support/fake-service.ts';

export const KEY: AccessKey = {
  accessKeyId: 'LTAI-test-key-id',
  accessKeySecret: 'test-key-secret',
  securityToken: undefined,
};

export interface Connected {
  readonly services: LoginServices;
  readonly clock: ReturnType<typeof steppedClock>;
  readonly secrets: string[];
  readonly retried: string[];
}

/** The services at this loopback address; time passes only while something sleeps, and waits are at their longest. */
export function connectTo(address: string | undefined, options: Partial<ConnectLoginOptions> = {}): Connected {
  const clock = steppedClock(Date.now());
  const [secrets, retried]: [string[], string[]] = [[], []];
  const services = connectLoginServices({
    network: 'public',
    region: 'cn-hangzhou',
    timeout: 60,
    retries: 4,
    clock,
    random: () => 1,
    getIdToken: undefined,
    onSecret: (secret) => secrets.push(secret),
    onRetry: (text) => retried.push(text),
    ...options,
    times: { attemptMs: 5_000, backoffMs: 1_000, ...options.times },
    env: { ...(address === undefined ? {} : { ACR_ACCESS_EMULATOR: `http://${address}` }), ...options.env },
  });
  return { services, clock, secrets, retried };
}

/** A service that gives these answers, one after the other, the last one from then on. */
export async function answering(answers: readonly Answer[], options: Partial<ConnectLoginOptions> = {}) {
  return serving((_, index) => answers[Math.min(index, answers.length - 1)]!, options);
}

export async function serving(
  answer: (received: Received, index: number) => Answer,
  options: Partial<ConnectLoginOptions> = {},
) {
  const service = await fakeService(answer);
  onTestFinished(() => service.close());
  return { ...connectTo(service.address, options), received: service.received, address: service.address };
}

/** A loopback server for what the fake service cannot say. */
export async function rawServer(handle: http.RequestListener): Promise<string> {
  const server = http.createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const loopbackHost = (host: string): RegistryHost => ({
  host,
  kind: 'loopback',
  region: undefined,
  instanceName: undefined,
  repository: '',
});

/** The failure that `promise` rejects with; fails for anything but a LoginError. */
export async function failureOf(promise: Promise<unknown>): Promise<LoginFailure> {
  return (await errorOf(promise)).failure;
}

export async function errorOf(promise: Promise<unknown>): Promise<LoginError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof LoginError) return error;
    throw error;
  }
  throw new Error('the promise did not reject');
}

export const PASSWORD_ANSWER = {
  IsSuccess: true,
  Code: 'success',
  RequestId: 'R',
  TempUsername: 'cr_temp_user',
  AuthorizationToken: 'token-head:token-tail',
  ExpireTime: 1_795_000_000_000,
};
