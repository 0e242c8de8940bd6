import { expect, it } from 'vitest';
import type { ActionHost } from '../../src/action/host.ts';
import { issuesOf } from '../../src/action/read-file.ts';
import { fakeClock } from '../support/memory-account.ts';

const SECRET = 'Caller0Secret0Caller0Secret0Ab';
const host = { clock: fakeClock(), redact: (text: string) => text.replaceAll(SECRET, '***') } as unknown as ActionHost;
const issues = (text: string) =>
  issuesOf({ host }, { file: 'x.yaml', bytes: Buffer.from(text), repositoryPath: 'x.yaml', repository: undefined });

it('threat 14: a problem quotes no part of a secret, wherever its line is cut', () => {
  for (let before = 0; before < 220; before++) {
    const found = issues(`version: 1\naccount: "1234567890123456"\n${'a'.repeat(before)}${SECRET}: 1 # ${SECRET}\n`);
    expect(found.length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toContain(SECRET.slice(0, 6));
  }
});

it('is still told when the file is right without the secret', () => {
  const reason = `${SECRET} `.repeat(34);
  const file = `version: 1
account: "1234567890123456"
registries: { prod: { instance: cri-prod000000000001, region: cn-hangzhou } }
grants: { read: { can: pull, on: "prod:team/*", to: user:alice, reason: "${reason}" } }
`;
  const found = issues(file);
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain(SECRET);
});
