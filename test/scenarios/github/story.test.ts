import { expect, test } from 'vitest';
import { Repository } from '../support/pull-request.ts';
import { FILE } from '../support/world.ts';

const BEFORE = FILE.replace(/ {2}push:.*\n/, '').replace('[alice, bob]', '[alice, carol]');

test('a change is planned on its pull request, applied by its merge, and the comment tells both', async () => {
  const repository = await Repository.create({ file: BEFORE });
  const old = repository.commit('old', BEFORE);
  repository.moveMain(old);
  repository.openPullRequest(7, repository.commit('head', FILE));

  const planned = await repository.onPullRequest(7);
  expect(planned.code, planned.log).toBe(0);
  const [comment = '', ...others] = repository.comments(7);
  expect(others).toEqual([]);
  expect(comment.split('\n')[0]).toMatch(/^<!-- acr-access:plan v1 key=[0-9a-f]{16} -->$/);
  const [check] = repository.github.state.checkRuns;
  expect(check).toMatchObject({ name: 'acr-access/plan', conclusion: 'success', externalId: planned.outputs.digest });
  expect(repository.requests().length).toBeLessThanOrEqual(8);

  const again = await repository.onPullRequest(7);
  expect(again.code).toBe(0);
  expect(repository.comments(7)).toEqual([comment]);
  expect(repository.requests().length).toBeLessThanOrEqual(5);

  repository.merge(7, repository.commit('merged', FILE));
  const applied = await repository.onPush(old);
  expect(applied.code, applied.log).toBe(0);
  expect(applied.outputs).toMatchObject({ applied: '8', failed: '0' });
  const [result = '', ...more] = repository.comments(7);
  expect(more).toEqual([]);
  expect(result).toContain('Applied: 8 done');
  expect(result.split('\n')[0]).toBe(comment.split('\n')[0]);
});
