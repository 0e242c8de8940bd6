import type { LintRule } from './rule.ts';
import { unknownAction } from './rules/ACT01-unknown-action.ts';
import { wideWildcard } from './rules/ACT02-wide-wildcard.ts';
import { everyAction } from './rules/ACT03-every-action.ts';
import { allowNotAction } from './rules/ACT04-allow-notaction.ts';
import { apiName } from './rules/ACT05-api-name.ts';
import { incompletePush } from './rules/ACT06-incomplete-push.ts';
import { deleteWithPush } from './rules/ACT07-delete-with-push.ts';
import { editionShape } from './rules/ARN01-edition-shape.ts';
import { starOnlyAction } from './rules/ARN02-star-only.ts';
import { deadAction } from './rules/ARN03-dead-action.ts';
import { prefixLeak } from './rules/ARN04-prefix-leak.ts';
import { crossingWildcard } from './rules/ARN05-crossing-wildcard.ts';
import { namespaceOrRepositories } from './rules/ARN06-namespace-or-repositories.ts';
import { notHere } from './rules/ARN07-not-here.ts';
import { upperCase } from './rules/ARN08-upper-case.ts';
import { notFound } from './rules/ARN09-not-found.ts';
import { everyInstance } from './rules/ARN10-every-instance.ts';
import { arnOfEverything } from './rules/ARN11-arn-of-everything.ts';
import { charts } from './rules/ARN12-charts.ts';
import { absentKey } from './rules/CND01-absent-key.ts';
import { machineNeedsMfa } from './rules/CND02-machine-needs-mfa.ts';
import { endedAllow } from './rules/CND03-ended-allow.ts';
import { endingDeny } from './rules/CND04-ending-deny.ts';
import { shadowAccess } from './rules/DRF01-shadow-access.ts';
import { extraAccess } from './rules/DRF02-extra-access.ts';
import { editedPolicy } from './rules/DRF03-edited-policy.ts';
import { changedSystemPolicy } from './rules/DRF04-changed-system-policy.ts';
import { ownAccess } from './rules/ESC01-own-access.ts';
import { assumeRole } from './rules/ESC02-assume-role.ts';
import { openTrust } from './rules/ESC05-open-trust.ts';
import { administrator } from './rules/LP01-administrator.ts';
import { fullAccess } from './rules/LP02-full-access.ts';
import { readEverything } from './rules/LP03-read-everything.ts';
import { wholeInstance } from './rules/LP04-whole-instance.ts';
import { network } from './rules/LP05-network.ts';
import { directAttachment } from './rules/LP06-direct-attachment.ts';
import { redundant } from './rules/LP07-redundant.ts';
import { withoutEffect } from './rules/LP08-without-effect.ts';
import { revokesNothing } from './rules/LP09-revokes-nothing.ts';
import { serviceRolePolicy } from './rules/LP10-service-role-policy.ts';
import { denyInResourceGroup } from './rules/SCO01-deny-in-resource-group.ts';
import { starOnlyInResourceGroup } from './rules/SCO02-star-only-in-resource-group.ts';
import { badVersion } from './rules/SYN01-version.ts';
import { badStructure } from './rules/SYN02-structure.ts';
import { badEffect } from './rules/SYN03-effect.ts';
import { actionOrNotAction } from './rules/SYN04-action-or-notaction.ts';
import { missingResource } from './rules/SYN05-resource.ts';
import { badActionFormat } from './rules/SYN06-action-format.ts';
import { badArn } from './rules/SYN07-arn.ts';
import { tooLarge } from './rules/SYN08-size.ts';
import { unknownOperator } from './rules/SYN09-condition-operator.ts';
import { badCondition } from './rules/SYN10-condition.ts';
import { unreadable } from './rules/SYN11-unreadable.ts';
import { policyVariable } from './rules/SYN12-variable.ts';
import { manyWildcards } from './rules/SYN13-wildcards.ts';

/** Every rule, in the order of their ids. A new rule is a new file and a line here. */
export const ALL_RULES: readonly LintRule[] = [
  unknownAction,
  wideWildcard,
  everyAction,
  allowNotAction,
  apiName,
  incompletePush,
  deleteWithPush,
  editionShape,
  starOnlyAction,
  deadAction,
  prefixLeak,
  crossingWildcard,
  namespaceOrRepositories,
  notHere,
  upperCase,
  notFound,
  everyInstance,
  arnOfEverything,
  charts,
  absentKey,
  machineNeedsMfa,
  endedAllow,
  endingDeny,
  shadowAccess,
  extraAccess,
  editedPolicy,
  changedSystemPolicy,
  ownAccess,
  assumeRole,
  openTrust,
  administrator,
  fullAccess,
  readEverything,
  wholeInstance,
  network,
  directAttachment,
  redundant,
  withoutEffect,
  revokesNothing,
  serviceRolePolicy,
  denyInResourceGroup,
  starOnlyInResourceGroup,
  badVersion,
  badStructure,
  badEffect,
  actionOrNotAction,
  missingResource,
  badActionFormat,
  badArn,
  tooLarge,
  unknownOperator,
  badCondition,
  unreadable,
  policyVariable,
  manyWildcards,
];
