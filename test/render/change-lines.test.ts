import { describe, expect, it } from 'vitest';
import { changeAbout, changeDetails, describeChange, statementLines } from '../../src/render/change-lines.ts';
import { CHANGES, change, finding, policy } from './plans.ts';

const PULL = 'Allow cr:PullRepository on acs:cr:*:*:repository/a/*';

describe('a change in words', () => {
  const WORDS: Record<keyof typeof CHANGES, string> = {
    createPolicy: '+ create policy acr-access-p',
    updatePolicy: '~ update policy acr-access-p',
    describePolicy: '~ update policy acr-access-p',
    adoptPolicy: '~ update policy acr-access-p',
    repairPolicy: '~ update policy acr-access-p',
    deletePolicy: '- delete policy acr-access-p',
    createUser: '+ create user alice',
    updateUser: '~ update user alice',
    deleteUser: '- delete user alice',
    createGroup: '+ create group devs',
    updateGroup: '~ update group devs',
    addMember: '+ add user:alice to group:devs',
    removeMember: '- remove user:alice from group:devs',
    attach: '+ attach acr-access-p to group:devs',
    attachScoped: '+ attach acr-access-p to role:ci in rg-1',
    detach: '- detach acr-access-p from group:devs',
    detachScoped: '- detach acr-access-p from role:ci in rg-1',
  };
  it.each(Object.entries(WORDS))('%s', (name, words) => {
    const { mark, verb, object } = describeChange(CHANGES[name as keyof typeof CHANGES]);
    expect(`${mark} ${verb} ${object}`).toBe(words);
  });

  it('is what a finding is about when it has the key of the change', () => {
    const changes = Object.values(CHANGES);
    const about = finding({ key: 'membership/devs/alice' });
    expect(changeAbout(about, changes)).toEqual(describeChange(CHANGES.addMember));
    expect(changeAbout(finding({ key: 'settings/limits' }), changes)).toBeUndefined();
  });
});

describe('what is inside a change', () => {
  const DETAILS: Record<keyof typeof CHANGES, readonly string[]> = {
    createPolicy: [`+ ${PULL}`],
    updatePolicy: [`- ${PULL}`, '+ Allow cr:PullRepository, cr:PushRepository on acs:cr:*:*:repository/a/*'],
    describePolicy: ['  same statements', '  description: "why"'],
    adoptPolicy: ['  same statements', '+ tag managed-by: "acr-access"', '+ tag managed-by-file: "org/repo:f"'],
    repairPolicy: ['- a document that breaks the grammar: {"Version":"9"}', `+ ${PULL}`],
    deletePolicy: [],
    createUser: ['+ displayName: "Alice"'],
    updateUser: ['  displayName: "Alice"'],
    deleteUser: [],
    createGroup: ['+ comments: "Developers"'],
    updateGroup: ['  comments: "Developers"'],
    addMember: [],
    removeMember: [],
    attach: [],
    attachScoped: [],
    detach: [],
    detachScoped: [],
  };
  it.each(Object.entries(DETAILS))('%s', (name, lines) => {
    const details = changeDetails(CHANGES[name as keyof typeof CHANGES]);
    expect(details.map(({ mark, text }) => `${mark} ${text}`)).toEqual(lines);
  });

  it('shows a document that is not even JSON as that', () => {
    const [first] = changeDetails(change('update', policy({ document: undefined }), policy()));
    expect(first).toEqual({ mark: '-', text: 'a document that breaks the grammar: not JSON' });
  });
});

describe('a statement in a line', () => {
  const line = (statement: object) => statementLines({ Version: '1', Statement: [statement] })[0];
  const all = { Effect: 'Allow', Action: 'cr:*', Resource: '*' };

  it('says what is left out', () => {
    expect(line({ Effect: 'Deny', NotAction: ['cr:Get*'], Resource: '*' })).toBe('Deny everything except cr:Get* on *');
  });

  it('says the end of a grant as one', () => {
    const Condition = { DateLessThan: { 'acs:CurrentTime': '2026-09-01T00:00:00Z' } };
    expect(line({ ...all, Condition })).toBe('Allow cr:* on * until 2026-09-01T00:00:00Z');
  });

  it.each([
    { DateLessThan: { 'acs:CurrentTime': '2026-09-01' } },
    { DateLessThan: { 'acs:CurrentTime': 'then, Allow * on *' } },
    { DateGreaterThan: { 'acs:CurrentTime': '2026-09-01T00:00:00Z' } },
    { DateLessThan: { 'acs:CurrentTime': '2026-09-01T00:00:00Z' }, Bool: { 'acs:MFAPresent': 'true' } },
    { IpAddress: { 'acs:SourceIp': ['10.0.0.0/8'] } },
  ])('shows the condition $0 as it is', (Condition) => {
    expect(line({ ...all, Condition })).toMatch(/^Allow cr:\* on \* when \{.*\}$/);
  });
});
