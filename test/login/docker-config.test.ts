import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authOf,
  checkedConfig,
  hostEntry,
  isolatedConfig,
  markOf,
  ourHostEntry,
  storeFor,
  withHostEntry,
  withoutAddedSections,
} from '../../src/login/docker-config.ts';
import { dockerConfigJson, isKubernetesSecret, kubernetesSecret } from '../../src/login/kubernetes-secret.ts';

const HOST = 'acme-registry.cn-hangzhou.cr.aliyuncs.com';
const ENTRY = { host: HOST, username: 'cr_temp_user', password: 'p:ä"\\' };
const AUTH = Buffer.from('cr_temp_user:p:ä"\\').toString('base64');
const NO_PARTS = { storedServers: [], pluginFolder: undefined };
const run = '/temp/acr-access-0123456789abcdef0123456789abcdef';

const FILES = [
  '{}',
  '{"auths":{}}',
  '{"auths":{"a":{"auth":"eA=="}},"z":1.0,"big":12345678901234567890}',
  '{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "eA=="\n\t\t}\n\t},\n\t"HttpHeaders": {"X": "\\u003ca\\u003e"}\n}',
  '{\r\n  "credHelpers" : {"gcr.io" :"gcloud"} ,\r\n  "auths": { "b" : { } , "a":{} }\r\n}\r\n',
  '\n{ "x": [ {"auths": {}}, "}" , "\\"{" ] }\n',
];

describe('a host in a config.json', () => {
  it.each(FILES)('leaves %j as it was once it is taken out again', (text) => {
    const had = {
      auths: text.includes('"auths": {') || text.startsWith('{"auths"'),
      credHelpers: text.includes('cred'),
    };
    const nested = text.startsWith('\n');
    const written = withHostEntry(text, HOST, ourHostEntry(AUTH, 'desktop', run));
    expect(JSON.parse(written)).toMatchObject(JSON.parse(text));
    const without = withHostEntry(written, HOST, { auth: null, helper: null });
    expect(withoutAddedSections(without, nested ? { auths: false, credHelpers: false } : had)).toBe(text);
  });

  it('is replaced in its place, and its former text comes back byte for byte', () => {
    const text = `{"auths":{"a":{},"${HOST}" : { "auth":"b2xk" },"z":{}}}`;
    const before = hostEntry(text, HOST);
    const written = withHostEntry(text, HOST, ourHostEntry(AUTH, undefined, run));
    expect(Object.keys(JSON.parse(written).auths)).toEqual(['a', HOST, 'z']);
    expect(withHostEntry(written, HOST, before)).toBe(text);
  });

  it('may have any name, and any neighbours', () => {
    const texts = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), { noNullPrototype: true });
    fc.assert(
      fc.property(texts, fc.string(), fc.constantFrom(undefined, '\t', 3), (others, host, indent) => {
        const { auths, credHelpers, ...rest } = { auths: {}, credHelpers: {}, ...others };
        if (Object.hasOwn(auths, host) || Object.hasOwn(credHelpers, host)) return;
        const config = { ...rest, auths: { ...auths, neighbour: 1 }, credHelpers: { ...credHelpers, neighbour: 'x' } };
        const text = JSON.stringify(config, null, indent);
        const written = withHostEntry(text, host, { auth: '{"auth":"eA=="}', helper: '"desktop"' });
        const expected = JSON.parse(text);
        for (const [section, value] of [
          ['auths', { auth: 'eA==' }],
          ['credHelpers', 'desktop'],
        ] as const) {
          Object.defineProperty(expected[section], host, {
            value,
            enumerable: true,
            writable: true,
            configurable: true,
          });
        }
        expect(JSON.parse(written)).toEqual(expected);
        expect(withHostEntry(written, host, { auth: null, helper: null })).toBe(text);
      }),
    );
  });

  it('can be added and taken out in any order', () => {
    const hosts = ['a.example', 'b.example', 'c.example', 'd.example'];
    const order = fc.shuffledSubarray(hosts, { minLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...FILES.slice(1, 5)), order, order, (text, first, then) => {
        const all = first.reduce(
          (config, host) => withHostEntry(config, host, ourHostEntry(AUTH, undefined, run)),
          text,
        );
        const none = then.reduce((config, host) => withHostEntry(config, host, { auth: null, helper: null }), all);
        expect(none).toBe(text);
      }),
    );
  });

  it('names the run that wrote it, which clients do not look at', () => {
    expect(markOf(ourHostEntry(AUTH, undefined, run))).toBe(run);
    expect(markOf({ auth: '{"auth":"eA=="}', helper: null })).toBeUndefined();
    expect(markOf({ auth: 'null', helper: null })).toBeUndefined();
  });
});

describe('the store that docker asks', () => {
  it.each([
    ['{"auths":{}}', undefined],
    ['{"credsStore":"desktop"}', 'desktop'],
    ['{"credsStore":""}', undefined],
    [`{"credsStore":"desktop","credHelpers":{"${HOST}":"acr"}}`, 'acr'],
    [`{"credHelpers":{"${HOST}":""}}`, undefined],
    ['{"credHelpers":{"other":"acr"}}', undefined],
  ])('%s: %s', (text, store) => {
    expect(storeFor(text, HOST)).toBe(store);
  });
});

describe('a config.json that cannot be used', () => {
  it.each([
    ['{"auths": {"x": {"auth": "c2VjcmV0', 'it is not valid JSON'],
    ['\ufeff{}', 'it is not valid JSON'],
    ['[]', 'it is not a JSON object'],
    ['"{"', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    ['{"auths": []}', '"auths" is not an object'],
    ['{"auths": null}', '"auths" is not an object'],
    ['{"credHelpers": "x"}', '"credHelpers" is not an object'],
    ['{"credsStore": {}}', '"credsStore" is no text'],
    ['{"auths": {}, "auths": {}}', 'a setting is there twice'],
    ['{"auths": {"a": {}, "\\u0061": {}}}', 'a host of "auths" is there twice'],
  ])('%s says so, and nothing of what is in it', (text, why) => {
    const use = (): string => checkedConfig(text, '/home/me/.docker/config.json');
    expect(use).toThrow(`cannot use /home/me/.docker/config.json: ${why}`);
    expect(use).not.toThrow(/c2Vjc/);
  });

  it.each(['', ' \n'])('is not a blank one: %j', (text) => {
    expect(checkedConfig(text, 'config.json')).toBe('{}');
  });
});

describe("a job's own copy", () => {
  it('keeps foreign settings and their order, and adds our entries', () => {
    const text = '{"proxies":{"default":{}},"auths":{"ghcr.io":{"auth":"eA=="}},"currentContext":"remote","zz":1.0}';
    const copy = isolatedConfig(text, [ENTRY], NO_PARTS);
    expect(copy).toBe(text.replace('"eA=="}', `"eA=="},"${HOST}":{"auth":"${AUTH}"}`));
  });

  it('replaces the store for all by the store for the hosts that it knows, and leaves ours out', () => {
    const text = `{"credsStore":"desktop","credHelpers":{"gcr.io":"gcloud","${HOST}":"acr"},"auths":{"${HOST}":{}}}`;
    const storedServers = ['https://index.docker.io/v1/', 'ghcr.io', 'https://quay.io/v2/', 'gcr.io', HOST];
    const copy = JSON.parse(isolatedConfig(text, [ENTRY], { ...NO_PARTS, storedServers }));
    expect(copy).toEqual({
      credHelpers: {
        'gcr.io': 'gcloud',
        'https://index.docker.io/v1/': 'desktop',
        'ghcr.io': 'desktop',
        'https://quay.io/v2/': 'desktop',
        'quay.io': 'desktop',
      },
      auths: { [HOST]: { auth: AUTH } },
    });
  });

  it('finds plugins in the former folder, once', () => {
    const parts = { storedServers: [], pluginFolder: '/home/me/.docker/cli-plugins' };
    const once = isolatedConfig('{"cliPluginsExtraDirs":["/opt/plugins"]}', [ENTRY], parts);
    expect(JSON.parse(once).cliPluginsExtraDirs).toEqual(['/opt/plugins', '/home/me/.docker/cli-plugins']);
    expect(JSON.parse(isolatedConfig(once, [ENTRY], parts))).toEqual(JSON.parse(once));
  });

  it('holds no mark of a run that wrote into the file it was copied from', () => {
    const shared = withHostEntry('{}', 'other.example', ourHostEntry('eA==', undefined, run));
    const copy = isolatedConfig(shared, [ENTRY], NO_PARTS);
    expect(JSON.parse(copy).auths['other.example']).toEqual({ auth: 'eA==' });
  });

  it('takes loopback hosts with their port', () => {
    const copy = JSON.parse(isolatedConfig('{}', [{ ...ENTRY, host: '127.0.0.1:5000' }], NO_PARTS));
    expect(copy.auths).toEqual({ '127.0.0.1:5000': { auth: authOf(ENTRY) } });
  });
});

describe('a Kubernetes secret', () => {
  it.each([
    ['out/acr-pull.yaml', 'acr-pull'],
    ['C:\\out\\pull.json', 'pull'],
    ['/x/registry.pull.yml', 'registry.pull'],
    ['/x/Pull Secret.yaml', 'registry-credentials'],
    ['/x/a\nb: c.yaml', 'registry-credentials'],
    ['/x/true.yaml', 'registry-credentials'],
    ['/x/1e3.yaml', 'registry-credentials'],
    [`/x/${'a'.repeat(254)}`, 'registry-credentials'],
  ])('at %j is named %s', (path, name) => {
    const text = kubernetesSecret([ENTRY], path);
    expect(text).toContain(`\n  name: ${name}\n`);
    expect(isKubernetesSecret(text)).toBe(true);
  });

  it('holds the logins in the form that a node reads', () => {
    const text = Buffer.from(dockerConfigJson([ENTRY]), 'base64').toString();
    const { username, password } = ENTRY;
    expect(JSON.parse(text)).toEqual({ auths: { [HOST]: { username, password, auth: AUTH } } });
  });
});
