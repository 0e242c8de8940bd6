import type { Rule } from './context.ts';
import { policyNamesFit, splitNamesDoNotCollide } from './grant-names.ts';
import { grantDetailsAreValid, grantsGiveOneKindOfAccess } from './grants.ts';
import { exceptionsHaveAnEnd, expectationsCanBeAsked, guardrailsSayOneThing } from './guardrails.ts';
import {
  absentUsersAreNotUsed,
  ignoredPrincipalsAreNotChanged,
  namesDifferByMoreThanCase,
  recipientsAreNamedOnce,
} from './principals.ts';
import { accountIsAnId, registriesAreWhole, registriesDiffer } from './registries.ts';
import { replacedPoliciesAreHandMade } from './replaced-policies.ts';
import { settingsAreUsable } from './settings.ts';
import { statementsAreForRegistries } from './statements.ts';
import { groupsAreDescribed, usersAreDescribed } from './users-and-groups.ts';

/** Everything that must hold in a file beyond its shape. Each rule is on its own; the order does not matter. */
export const ALL_RULES: readonly Rule[] = [
  accountIsAnId,
  registriesAreWhole,
  registriesDiffer,
  usersAreDescribed,
  groupsAreDescribed,
  grantsGiveOneKindOfAccess,
  grantDetailsAreValid,
  policyNamesFit,
  splitNamesDoNotCollide,
  replacedPoliciesAreHandMade,
  statementsAreForRegistries,
  recipientsAreNamedOnce,
  absentUsersAreNotUsed,
  ignoredPrincipalsAreNotChanged,
  namesDifferByMoreThanCase,
  guardrailsSayOneThing,
  expectationsCanBeAsked,
  exceptionsHaveAnEnd,
  settingsAreUsable,
];
