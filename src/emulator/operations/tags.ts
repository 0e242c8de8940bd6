import { invalid, limitExceeded, missing, notExist } from '../api-error.ts';
import { type Call, type Operation, type Operations, reading, SLOW_WRITES_PER_SECOND, writing } from '../operation.ts';
import { afterMarker, flag, integer, markerOf, name, type Params, tags, textList } from '../params.ts';
import { policyKey, type Store } from '../store.ts';
import type { Row } from '../table.ts';
import { hasTags } from '../wire-tags.ts';

/** RAM tags roles and custom policies; users are tagged in IMS. */
type Tagged = Row & { readonly name: string; readonly tags: Map<string, string> };

function resourceType(params: Params): 'role' | 'policy' {
  const type = name(params, 'ResourceType');
  if (type !== 'role' && type !== 'policy') throw invalid('ResourceType');
  return type;
}

function named(store: Store, type: 'role' | 'policy', resource: string): Tagged {
  const row =
    type === 'role' ? store.roles.byKey.get(resource) : store.policies.byKey.get(policyKey('Custom', resource));
  if (row === undefined) throw notExist(type === 'role' ? 'Role' : 'Policy');
  return row;
}

function resources({ store, params }: Call): Tagged[] {
  const type = resourceType(params);
  const names = textList(params, 'ResourceNames', 50);
  if (names === undefined) throw missing('ResourceNames');
  return names.map((resource) => named(store, type, resource));
}

function tagResources(call: Call) {
  const rows = resources(call);
  const given = tags(call.params);
  if (given === undefined) throw missing('Tag');
  for (const row of rows) {
    const added = [...given.keys()].filter((key) => !row.tags.has(key)).length;
    if (row.tags.size + added > call.quotas.tagsPerResource) throw limitExceeded('Tag');
  }
  for (const row of rows) for (const [key, value] of given) row.tags.set(key, value);
  return {};
}

function untagResources(call: Call) {
  const rows = resources(call);
  const keys = textList(call.params, 'TagKeys', 20);
  const all = flag(call.params, 'All');
  if (keys === undefined && !all) throw missing('TagKeys');
  for (const row of rows) {
    if (keys === undefined) row.tags.clear();
    else for (const key of keys) row.tags.delete(key);
  }
  return {};
}

/** One row a tag; a page holds at most PageSize rows and ends between resources. `TagResources` is a plain list here. */
function listTagResources({ store, params }: Call) {
  const type = resourceType(params);
  const size = integer(params, 'PageSize', { min: 1, max: 100, absent: 20 });
  const after = afterMarker(params, 'NextToken');
  const matches = hasTags(tags(params));
  const rows = selected(store, type, textList(params, 'ResourceNames', 50));
  const answer: object[] = [];
  let last = after;
  for (const row of rows) {
    if (row.seq <= after || row.tags.size === 0 || !matches(row)) continue;
    if (answer.length > 0 && answer.length + row.tags.size > size)
      return { TagResources: answer, NextToken: markerOf(last) };
    for (const [TagKey, TagValue] of row.tags)
      answer.push({ ResourceType: type, ResourceName: row.name, TagKey, TagValue });
    last = row.seq;
  }
  return { TagResources: answer };
}

function selected(store: Store, type: 'role' | 'policy', names: string[] | undefined): readonly Tagged[] {
  if (names !== undefined) return names.map((resource) => named(store, type, resource)).sort((a, b) => a.seq - b.seq);
  return type === 'role' ? store.roles.rows : store.policies.rows;
}

/** One ARN for every resource named, so that a policy can be limited to the names it owns. */
const namedResources: Operation['resources'] = (params, store) => {
  const kind = params.ResourceType === 'role' ? 'role' : 'policy';
  const names = textList(params, 'ResourceNames', Number.POSITIVE_INFINITY) ?? ['*'];
  return names.map((resource) => `acs:ram:*:${store.account}:${kind}/${resource}`);
};

export const tagOperations: Operations = {
  TagResources: writing('ram:TagResources', namedResources, tagResources, SLOW_WRITES_PER_SECOND),
  UntagResources: writing('ram:UntagResources', namedResources, untagResources, SLOW_WRITES_PER_SECOND),
  ListTagResources: reading('ram:ListTagResources', namedResources, listTagResources),
};
