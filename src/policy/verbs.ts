import { UNLISTED_ACTION } from './catalogue.ts';

/** The verbs that people read; definitions: rule S15 of the policy semantics. `full` stands for every one of them. */
export type Verb = 'login' | 'pull' | 'push' | 'create' | 'delete' | 'list' | 'network' | 'admin';

/**
 * Actions behind each verb: any one of the lists is enough, and of a list all are needed. `docker push` asks for pull and
 * push, and the console lists instances, namespaces and repositories one after the other.
 */
export const VERB_ACTIONS: Readonly<Record<Verb, readonly (readonly string[])[]>> = {
  login: [['cr:GetAuthorizationToken']],
  pull: [['cr:PullRepository']],
  push: [['cr:PushRepository', 'cr:PullRepository']],
  create: [['cr:CreateRepository']],
  delete: [['cr:DeleteRepositoryTag'], ['cr:DeleteRepository'], ['cr:DeleteNamespace'], ['cr:DeleteChartRelease']],
  list: [['cr:ListInstance', 'cr:ListNamespace', 'cr:ListRepository']],
  network: [
    ['cr:CreateInstanceEndpointAclPolicy'],
    ['cr:DeleteInstanceEndpointAclPolicy'],
    ['cr:UpdateInstanceEndpointStatus'],
    ['cr:CreateInstanceVpcEndpointLinkedVpc'],
    ['cr:DeleteInstanceVpcEndpointLinkedVpc'],
    ['cr:CreateAccessVpcLink'],
  ],
  admin: [[UNLISTED_ACTION]],
};

/** Every verb, from the one that matters most to a reviewer to the one that matters least. */
export const VERBS: readonly Verb[] = ['admin', 'delete', 'push', 'network', 'create', 'pull', 'list', 'login'];
