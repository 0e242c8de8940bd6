import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts';
import { ACCOUNT_ID, INSTANCE } from './account.ts';
import { cr, failure, ram, ramClient, rm, rmClient } from './clients.ts';

const range = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at).padStart(4, '0')}`);
const users = range(1001, 'u');

let emulator: Emulator;
let client: ReturnType<typeof ramClient>;

beforeAll(async () => {
  emulator = await startEmulator({
    account: {
      account: ACCOUNT_ID,
      users: users.map((name) => ({ name })),
      groups: [{ name: 'all', members: users }, ...range(100, 'g').map((name) => ({ name }))],
      policies: [{ name: 'p', type: 'Custom', document: {} }],
      attachments: users
        .slice(0, 101)
        .map((name) => ({ principal: `user:${name}` as const, policy: 'p', type: 'Custom' as const })),
      instances: [
        {
          id: INSTANCE,
          name: 'acme',
          region: 'cn-hangzhou',
          namespaces: [{ name: 'ns', repositories: range(101, 'r') }],
        },
      ],
    },
  });
  client = ramClient(emulator.url);
});
afterAll(() => emulator.close());

async function allUsers(maxItems: number): Promise<{ names: (string | undefined)[]; pages: number }> {
  const names: (string | undefined)[] = [];
  let pages = 0;
  for (let marker: string | undefined = ''; marker !== undefined; pages++) {
    const { body }: { body?: InstanceType<typeof ram.ListUsersResponseBody> } = await client.listUsers(
      new ram.ListUsersRequest({ maxItems, marker }),
    );
    names.push(...(body?.users?.user?.map((user) => user.userName) ?? []));
    expect(body?.isTruncated).toBe(body?.marker !== undefined);
    marker = body?.marker;
  }
  return { names, pages };
}

describe('pages with a marker', () => {
  it.each([
    [1000, 2],
    [999, 2],
    [101, 10],
    [100, 11],
    [99, 11],
  ])('gives every user once with %i a page', async (maxItems, expected) => {
    const { names, pages } = await allUsers(maxItems);
    expect(names).toEqual(users);
    expect(pages).toBe(expected);
  });

  it('gives 100 rows when no size is asked for, and single rows', async () => {
    const { body } = await client.listUsers(new ram.ListUsersRequest({}));
    expect(body?.users?.user).toHaveLength(100);
    const one = await client.listUsers(new ram.ListUsersRequest({ maxItems: 1, marker: body?.marker ?? '' }));
    expect(one.body?.users?.user?.map((user) => user.userName)).toEqual(['u0100']);
  });

  it.each([0, 1001, -1])('refuses %i users a page', async (maxItems) => {
    expect(await failure(client.listUsers(new ram.ListUsersRequest({ maxItems })))).toBe(
      '400 InvalidParameter.MaxItems',
    );
  });

  it('takes at most 100 groups a page, unlike the other lists', async () => {
    expect(await failure(client.listGroups(new ram.ListGroupsRequest({ maxItems: 101 })))).toBe(
      '400 InvalidParameter.MaxItems',
    );
    const first = await client.listGroups(new ram.ListGroupsRequest({ maxItems: 100 }));
    expect(first.body?.isTruncated).toBe(true);
    const last = await client.listGroups(new ram.ListGroupsRequest({ marker: first.body?.marker ?? '' }));
    expect(last.body?.groups?.group?.map((group) => group.groupName)).toEqual(['g0099']);
  });

  it('pages through the members of a group', async () => {
    const { body } = await client.listUsersForGroup(
      new ram.ListUsersForGroupRequest({ groupName: 'all', maxItems: 1000 }),
    );
    const rest = await client.listUsersForGroup(
      new ram.ListUsersForGroupRequest({ groupName: 'all', marker: body?.marker ?? '' }),
    );
    expect(rest.body?.users?.user?.map((user) => user.userName)).toEqual(['u1000']);
  });

  it('does not end a full last page with a marker', async () => {
    const { body } = await client.listPolicies(new ram.ListPoliciesRequest({ policyType: 'Custom', maxItems: 1 }));
    expect(body?.isTruncated).toBe(false);
    expect(body?.marker).toBeUndefined();
  });

  it.each(['x', 'c2VxOg', 'c2VxOjAx'])('refuses the marker %s, which it never gave', async (marker) => {
    expect(await failure(client.listUsers(new ram.ListUsersRequest({ marker })))).toBe('400 InvalidParameter.Marker');
  });
});

describe('pages with a number', () => {
  const page = (pageNumber: number, pageSize?: number) =>
    rmClient(emulator.url).listPolicyAttachments(
      new rm.ListPolicyAttachmentsRequest({ pageNumber, ...(pageSize === undefined ? {} : { pageSize }) }),
    );

  it.each([
    [1, 100, 100],
    [2, 100, 1],
    [3, 100, 0],
    [2, 99, 2],
    [11, undefined, 1],
  ])('gives page %i of size %s with %i rows and the count of all', async (number, size, expected) => {
    const { body } = await page(number, size);
    expect(body?.policyAttachments?.policyAttachment).toHaveLength(expected);
    expect(body?.totalCount).toBe(101);
    expect(body?.pageSize).toBe(size ?? 10);
  });

  it.each([0, 101])('refuses a page size of %i', async (size) => {
    expect(await failure(page(1, size))).toBe('400 InvalidParameter.PageSize');
  });
});

describe('pages of Container Registry', () => {
  const page = (query: Record<string, string>) =>
    cr(emulator.url, 'ListRepository', { InstanceId: INSTANCE, ...query });

  it.each([
    ['1', undefined, 30],
    ['1', '100', 100],
    ['2', '100', 1],
    ['3', '100', 0],
    ['1', '500', 100],
  ])('gives page %s of size %s with %i rows and the count as text', async (PageNo, PageSize, expected) => {
    const body = await page({ PageNo, ...(PageSize === undefined ? {} : { PageSize }) });
    expect(body.Repositories).toHaveLength(expected);
    expect(body.TotalCount).toBe('101');
  });
});
