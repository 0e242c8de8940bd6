import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRegion, parseRegistry } from '../../src/login/registry-host.ts';

const parse = (line: string, emulator = false) => parseRegistry(line, { emulator });
const enterprise = (instanceName: string, region: string) => ({ kind: 'enterprise', instanceName, region });

describe('a registry host', () => {
  it.each([
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com', enterprise('acme', 'cn-hangzhou')],
    ['acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com', enterprise('acme', 'cn-hangzhou')],
    ['acme-prod-registry.ap-southeast-1.cr.aliyuncs.com', enterprise('acme-prod', 'ap-southeast-1')],
    ['my-registry-registry.us-west-1.cr.aliyuncs.com', enterprise('my-registry', 'us-west-1')],
    ['my-registry-vpc-registry.us-west-1.cr.aliyuncs.com', enterprise('my-registry-vpc', 'us-west-1')],
    ['acme-registry.distributed.cn-hangzhou.cr.aliyuncs.com', enterprise('acme', 'cn-hangzhou')],
    ['registry.cn-hangzhou.aliyuncs.com', { kind: 'personal', region: 'cn-hangzhou' }],
    ['registry-vpc.cn-hangzhou.aliyuncs.com', { kind: 'personal', region: 'cn-hangzhou' }],
    ['registry-internal.cn-hangzhou.aliyuncs.com', { kind: 'personal', region: 'cn-hangzhou' }],
    ['registry-intl.ap-southeast-1.aliyuncs.com', { kind: 'personal', region: 'ap-southeast-1' }],
    ['registry-intl-vpc.ap-southeast-1.aliyuncs.com', { kind: 'personal', region: 'ap-southeast-1' }],
    [
      'crpi-0123456789abcdef.cn-hangzhou.personal.cr.aliyuncs.com',
      { kind: 'personal-instance', region: 'cn-hangzhou' },
    ],
    [
      'crpi-0123456789abcdef-vpc.cn-beijing.personal.cr.aliyuncs.com',
      { kind: 'personal-instance', region: 'cn-beijing' },
    ],
    ['images.example.com', { kind: 'custom', region: undefined }],
  ])('%s is read in parts', (line, parts) => {
    expect(parse(line)).toMatchObject({ host: line, repository: '', ...parts });
  });

  it.each([
    ['https://acme-registry.cn-hangzhou.cr.aliyuncs.com', ''],
    ['HTTPS://Acme-Registry.cn-hangzhou.CR.aliyuncs.com/', ''],
    ['  acme-registry.cn-hangzhou.cr.aliyuncs.com  ', ''],
    ['https://acme-registry.cn-hangzhou.cr.aliyuncs.com/v2/', ''],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com/team', ''],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com/team/app', 'team/app'],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com/team/app:1.0', 'team/app'],
    [`acme-registry.cn-hangzhou.cr.aliyuncs.com/team/web/app:1.0@sha256:${'0'.repeat(64)}`, 'team/web/app'],
  ])('%s is that host, with repository "%s"', (line, repository) => {
    expect(parse(line)).toMatchObject({ host: 'acme-registry.cn-hangzhou.cr.aliyuncs.com', repository });
  });
});

describe('a hostile line', () => {
  it.each([
    ['', /is empty/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com.', /is not a host name/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com:443', /names a port/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com:443/team/app', /names a port/],
    ['http://acme-registry.cn-hangzhou.cr.aliyuncs.com', /not a https address/],
    ['ftp://acme-registry.cn-hangzhou.cr.aliyuncs.com', /not a https address/],
    ['javascript://acme-registry.cn-hangzhou.cr.aliyuncs.com', /not a https address/],
    ['https:acme-registry.cn-hangzhou.cr.aliyuncs.com', /names a port/],
    ['//acme-registry.cn-hangzhou.cr.aliyuncs.com', /is not a host name/],
    ['https:///evil.com', /is not a host name/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com@evil.com', /user name or password/],
    ['https://user@acme-registry.cn-hangzhou.cr.aliyuncs.com', /user name or password/],
    ['evil.com#.cn-hangzhou.cr.aliyuncs.com', /one of \? # /],
    ['evil.com?acme-registry.cn-hangzhou.cr.aliyuncs.com', /one of \? # /],
    ['evil.com\\.cn-hangzhou.cr.aliyuncs.com', /one of \? # /],
    ['evil.com%2f.cn-hangzhou.cr.aliyuncs.com', /one of \? # /],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com evil.com', /blank or a character outside of ASCII/],
    ['acme-registry.cn-hangzhou.cr.\u0430liyuncs.com', /outside of ASCII/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs\u3002com', /outside of ASCII/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com\u0000', /outside of ASCII/],
    ['acme-registry.evil.com/\r\nHost: x', /blank/],
    ['cr.aliyuncs.com', /is no host of a registry/],
    ['aliyuncs.com', /is no host of a registry/],
    ['acme.oss-cn-hangzhou.aliyuncs.com', /is no host of a registry/],
    ['registry.oss-cn-hangzhou.aliyuncs.com', /is no host of a registry/],
    ['acme-registry.oss-cn-hangzhou.cr.aliyuncs.com', /is no host of a registry/],
    ['registry.cn-hangzhou.log.aliyuncs.com', /is no host of a registry/],
    ['-registry.cn-hangzhou.cr.aliyuncs.com', /is no host of a registry/],
    ['evil.com.acme-registry.cn-hangzhou.cr.aliyuncs.com', /is no host of a registry/],
    ['acme-chart.cn-hangzhou.cr.aliyuncs.com', /is the chart service/],
    ['localhost:5000', /is this machine itself/],
    ['127.0.0.1', /is this machine itself/],
    ['[::1]:5000', /names a port/],
    ['-evil.com', /is not a host name/],
    ['acme', /is not a host name/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com/Team/App', /a path that no image has/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com/team/../app', /a path that no image has/],
    ['acme-registry.cn-hangzhou.cr.aliyuncs.com/team/a*', /a path that no image has/],
  ])('%j is refused with its reason', (line, reason) => {
    expect(() => parse(line)).toThrow(reason);
  });

  // Only an instance that lists such a host as its own gets a password sent there.
  it.each([
    'docker.io',
    'acme-registry.cn-hangzhou.cr.aliyuncs.com.evil.com',
    'acme-registry.cn-hangzhou.cr.aliyuncs.com-evil.com',
  ])('%s is no host of Alibaba Cloud', (line) =>
    expect(parse(line)).toMatchObject({ kind: 'custom', region: undefined, instanceName: undefined }),
  );

  it('is not shown with what may be a password', () => {
    for (const line of [
      'https://bob:hunter2-secret@evil.com/x',
      'bob:hunter2-secret@evil.com',
      'https://evil.com?token=hunter2-secret',
      'evil.com/a#hunter2-secret',
    ]) {
      expect(() => parse(line)).toThrow(/^(?!.*hunter2)/s);
    }
  });

  it('is shown on one line, whatever it holds', () => {
    try {
      parse('x\n::error::\u202e##[add-path]\u0430');
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).toMatch(/^[ -~…]*$/);
    }
  });

  it('never gets a region or kind of Alibaba Cloud unless it ends there', () => {
    const texts = fc.stringMatching(/^[a-z0-9.:/@#?%-]{0,60}$/);
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const line = `${before}acme-registry.cn-hangzhou.cr.aliyuncs.com${after}`;
        try {
          const { host, kind } = parse(line);
          if (kind !== 'custom') expect(host).toMatch(/^[a-z0-9-]+\.(distributed\.)?[a-z0-9.-]+\.aliyuncs\.com$/);
          if (kind !== 'custom') expect(new URL(`https://${host}/v2/`).host).toBe(host);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('usage');
        }
      }),
    );
  });
});

describe('a loopback registry', () => {
  it.each(['127.0.0.1:5000', 'localhost', 'http://localhost:5000', 'https://127.1.2.3:1/team/app'])(
    '%s is one with the emulator',
    (line) => expect(parse(line, true)).toMatchObject({ kind: 'loopback', region: undefined }),
  );

  it.each(['127.0.0.1:65536', '127.0.0.1.evil.com:80', 'localhost.evil.com:80', 'ftp://localhost', 'localhost:x'])(
    '%s is refused even then',
    (line) => expect(() => parse(line, true)).toThrow(/input registry/),
  );
});

it.each([
  ['cn-hangzhou', true],
  ['us-west-1', true],
  ['me-central-1', true],
  ['cn-hangzhou-finance', true],
  ['oss-cn-hangzhou', false],
  ['cn', false],
  ['cn-', false],
  ['cn-hangzhou.evil', false],
  ['CN-hangzhou', false],
  ['cn-hangzhou\n', false],
])('%j is a region: %s', (text, answer) => expect(isRegion(text)).toBe(answer));
