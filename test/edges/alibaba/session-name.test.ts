import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionName } from '../../../src/edges/alibaba/session-name.ts';

test('the session name leads back to the repository and the run', () => {
  const env = { GITHUB_REPOSITORY: 'acme/infra', GITHUB_RUN_ID: '19123456789', GITHUB_RUN_ATTEMPT: '2' };
  expect(sessionName(env)).toBe('acr-access.acme.infra@19123456789-2');
});

test('a long repository name is cut, the run id never', () => {
  const env = { GITHUB_REPOSITORY: `acme/${'x'.repeat(100)}`, GITHUB_RUN_ID: '19123456789', GITHUB_RUN_ATTEMPT: '1' };
  expect(sessionName(env)).toMatch(/^acr-access\.acme\.x+@19123456789-1$/);
});

test('whatever the variables hold, STS accepts the name', () => {
  const text = fc.option(fc.string({ maxLength: 80, unit: 'binary-ascii' }), { nil: undefined });
  fc.assert(
    fc.property(text, text, text, (GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT) => {
      expect(sessionName({ GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT })).toMatch(/^[A-Za-z0-9.@_-]{2,64}$/);
    }),
  );
});

test('a repository name that no forge allows still makes a name that STS accepts', () => {
  expect(sessionName({ GITHUB_REPOSITORY: 'ämter/仓库 1' })).toBe('acr-access..mter....1');
});
