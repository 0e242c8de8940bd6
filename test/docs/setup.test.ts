import { describe, expect, it } from 'vitest';
import { openSubjects } from '../../src/lint/oidc-subjects.ts';
import { runApply, runPlan } from '../../src/pipeline.ts';
import { connectTo, recordingReporter, rejection, steppedClock } from '../edges/alibaba/support/fake-service.ts';
import { token } from '../emulator/oidc.ts';
import { INPUT } from '../support/example.ts';
import { sectionsOf } from './page.ts';
import { blockOf, blocks, setUpAccount, type Trust } from './setup-account.ts';

const CLASSIC = 'repo:org/repo';
const IMMUTABLE = 'repo:org@1111111/repo@2222222';
const QUEUE = 'ref:refs/heads/gh-readonly-queue/main/pr-104-0123456789abcdef0123456789abcdef01234567';
/** Where else a job can run, and which repositories look alike. */
const NOT_HERE = [
  ':environment:other',
  ':ref:refs/heads/feature',
  ':ref:refs/heads/main2',
  ':ref:refs/tags/main',
  ':ref:refs/heads/gh-readonly-queue/other/pr-1-0',
  '-fork:pull_request',
  '/x:environment:acr-access',
];

const ROLES = { reader: 'acr-access-reader', writer: 'acr-access-writer', release: 'ci-release' } as const;
type Role = keyof typeof ROLES;

/** The account of the page, and how a job signs in to it. */
async function accountWith(trust: Trust) {
  const { emulator, account, config } = await setUpAccount(trust);
  const ports = { clock: steppedClock(Date.now()), reporter: recordingReporter(), random: () => 0 };
  const signIn = (role: Role, sub: string) =>
    connectTo(
      { address: emulator.url.slice('http://'.length) },
      {
        ...ports,
        inputs: {
          roleArn: `acs:ram::${account.account}:role/${ROLES[role]}`,
          oidcProviderArn: `acs:ram::${account.account}:oidc-provider/github`,
        },
        getIdToken: () => Promise.resolve(token({ sub })),
      },
    );
  return { emulator, ports, request: { config, input: INPUT, adopt: [] }, signIn };
}

type World = Awaited<ReturnType<typeof accountWith>>;

async function applies({ ports, request, signIn }: World, role: 'reader' | 'writer', sub: string) {
  const { reader, writer } = await signIn(role, sub);
  const { signal } = new AbortController();
  return (await runApply(request, { ...ports, reader, writer, signal, approve: async () => {} })).result;
}

const FORMS = [
  { form: 'classic', repository: CLASSIC, other: IMMUTABLE },
  { form: 'immutable', repository: IMMUTABLE, other: CLASSIC },
];

describe.each(FORMS)('subjects in the $form form', ({ form, repository, other }) => {
  const plain = { reader: `Reader, ${form} form`, writer: `Writer in an environment, ${form} form` };
  const queue = {
    reader: `Reader with a merge queue, ${form} form`,
    writer: `Writer on the default branch, ${form} form`,
  };

  it.each([
    { trust: plain, place: 'pull_request' },
    { trust: plain, place: 'ref:refs/heads/main' },
    { trust: queue, place: 'pull_request' },
    { trust: queue, place: 'ref:refs/heads/main' },
    { trust: queue, place: QUEUE },
  ])('$trust.reader: plans on $place and cannot write', async ({ trust, place }) => {
    const world = await accountWith(trust);
    const { reader } = await world.signIn('reader', `${repository}:${place}`);
    expect((await runPlan(world.request, { ...world.ports, reader })).plan.changes.length).toBeGreaterThan(0);
    const before = world.emulator.snapshot();
    const { outcomes, converged } = await applies(world, 'reader', `${repository}:${place}`);
    expect(converged).toBe(false);
    expect(outcomes.filter(({ result }) => result === 'done')).toEqual([]);
    expect(world.emulator.snapshot()).toEqual(before);
  });

  it.each([
    { trust: plain, place: 'environment:acr-access' },
    { trust: queue, place: 'ref:refs/heads/main' },
  ])('$trust.writer: applies on $place', async ({ trust, place }) => {
    const world = await accountWith(trust);
    expect((await applies(world, 'writer', `${repository}:${place}`)).converged).toBe(true);
    const { reader } = await world.signIn('reader', `${repository}:pull_request`);
    expect((await runPlan(world.request, { ...world.ports, reader })).plan.changes).toEqual([]);
  });

  it('Release pipeline: signs in from its environment, and from nowhere else', async () => {
    const { signIn } = await accountWith({ ...plain, release: `Release pipeline, ${form} form` });
    await signIn('release', `${repository}:environment:release`);
    for (const place of [':pull_request', ':ref:refs/heads/main', ':ref:refs/tags/v1', ':environment:acr-access']) {
      expect((await rejection(signIn('release', repository + place))).kind, place).toBe('credentials');
    }
    expect((await rejection(signIn('release', `${other}:environment:release`))).kind).toBe('credentials');
  });

  it.each([plain, queue])('$reader, $writer: nobody else gets in', async (trust) => {
    const { signIn } = await accountWith(trust);
    const writerPlaces = trust === plain ? [':ref:refs/heads/main'] : [':environment:acr-access'];
    const refused = [
      ...[':pull_request', `:${QUEUE}`, ...NOT_HERE, ...writerPlaces].map((place) => ['writer', repository + place]),
      ...[':environment:acr-access', ...NOT_HERE].map((place) => ['reader', repository + place]),
      ...[':environment:acr-access', ':ref:refs/heads/main'].map((place) => ['writer', other + place]),
      ['reader', `${other}:pull_request`],
    ] as [Role, string][];
    for (const [role, sub] of refused) {
      expect((await rejection(signIn(role, sub))).kind, `${role} ${sub}`).toBe('credentials');
    }
  });
});

it('no trust policy of the page lets in more than one repository', () => {
  const trusts = [...blocks].filter(([title]) => title.endsWith(' form'));
  expect(trusts).toHaveLength(10);
  for (const [title, trust] of trusts) expect(openSubjects(trust), title).toEqual([]);
});

it('the writer cannot give anything to the roles of acr-access itself', async () => {
  const { emulator, signIn } = await accountWith({
    reader: 'Reader, immutable form',
    writer: 'Writer in an environment, immutable form',
  });
  const { writer } = await signIn('writer', `${IMMUTABLE}:environment:acr-access`);
  const write = writer();
  const before = emulator.snapshot();
  const given = { policy: 'acr-access-juzhong-read', type: 'Custom', scope: 'account' } as const;
  for (const name of ['reader', 'writer']) {
    const attempt = write.attach({ principal: `role:acr-access-${name}`, ...given });
    expect((await rejection(attempt)).kind).toBe('denied');
  }
  expect((await rejection(write.createPolicyVersion('acr-bot-apply', '{"Version":"1","Statement":[]}'))).kind).toBe(
    'denied',
  );
  expect(emulator.snapshot()).toEqual(before);
});

it('every action of the page is explained on the page about permissions', () => {
  const explained = sectionsOf('permissions.md')
    .map(({ text }) => text)
    .join('\n');
  const actions = ['Policy of the reader', 'Policy of the writer'].flatMap((title) =>
    (blockOf(title) as { Statement: { Action: string[] }[] }).Statement.flatMap(({ Action }) => Action),
  );
  for (const action of actions) expect(explained).toContain(`\`${action}\``);
});
