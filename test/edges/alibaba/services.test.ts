import { describe, expect, test } from 'vitest';
import { emulatorHost, endpointOf } from '../../../src/edges/alibaba/services.ts';

describe('endpoints', () => {
  test.each([
    ['RAM', 'public', 'ram.aliyuncs.com'],
    ['RAM', 'vpc', 'ram.aliyuncs.com'],
    ['IMS', 'vpc', 'ims.aliyuncs.com'],
    ['ResourceManager', 'vpc', 'resourcemanager.aliyuncs.com'],
    ['STS', 'public', 'sts.aliyuncs.com'],
    ['STS', 'vpc', 'sts-vpc.cn-hangzhou.aliyuncs.com'],
    ['CR', 'public', 'cr.cn-hangzhou.aliyuncs.com'],
    ['CR', 'vpc', 'cr-vpc.cn-hangzhou.aliyuncs.com'],
    ['CR-personal', 'vpc', 'cr-vpc.cn-hangzhou.aliyuncs.com'],
  ] as const)('of %s on the %s network is %s', (service, network, host) => {
    expect(endpointOf(service, { network, region: 'cn-hangzhou' })).toEqual({ host, protocol: 'HTTPS' });
  });

  test('are the emulator when there is one', () => {
    const endpoint = endpointOf('CR', { network: 'vpc', emulator: '127.0.0.1:1' }, 'cn-hangzhou');
    expect(endpoint).toEqual({ host: '127.0.0.1:1', protocol: 'HTTP' });
  });

  test.each(['evil.example/', 'cn-hangzhou.evil', 'CN-hangzhou', 'cn', 'cn-hangzhou@x', ''])(
    'are not built from the region %j',
    (region) => {
      expect(() => endpointOf('CR', { network: 'public' }, region)).toThrow('is not a region');
    },
  );
});

describe('ACR_ACCESS_EMULATOR', () => {
  test.each([
    ['http://127.0.0.1:8080', '127.0.0.1:8080'],
    ['http://127.9.8.7:1/', '127.9.8.7:1'],
    ['http://localhost:8080', 'localhost:8080'],
    ['http://[::1]:8080', '[::1]:8080'],
  ])('%s is taken', (text, host) => {
    expect(emulatorHost({ ACR_ACCESS_EMULATOR: text })).toBe(host);
  });

  test.each([
    'https://127.0.0.1:8080',
    'http://127.0.0.1.evil.example:80',
    'http://10.0.0.1:8080',
    'http://0.0.0.0:8080',
    'http://[::]:8080',
    'http://user@127.0.0.1:8080',
    'http://user:pw@127.0.0.1:8080',
    'http://@127.0.0.1:8080',
    'http://127.0.0.1:8080/path',
    'http://127.0.0.1:8080?x=1',
    'http://127.0.0.1:8080#x',
    'http://localhost.evil.example',
    '127.0.0.1:8080',
    'nonsense',
  ])('%s is refused and not repeated', (text) => {
    expect(() => emulatorHost({ ACR_ACCESS_EMULATOR: text })).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.not.stringContaining(text) }),
    );
  });

  test('is optional', () => {
    expect(emulatorHost({})).toBeUndefined();
    expect(emulatorHost({ ACR_ACCESS_EMULATOR: '' })).toBeUndefined();
  });
});
