import { MAX_POLICY_BYTES } from '../policy/document.ts';
import { DEFAULT_QUOTAS } from '../state/quotas.ts';
import type { Quotas } from '../state/types.ts';

/** Limits of an account, with those that no plan asks for. The number of policies of a principal counts both scopes together. */
export interface EmulatorQuotas extends Quotas {
  readonly roles: number;
  readonly accessKeysPerUser: number;
  readonly policyBytes: number;
  readonly tagsPerResource: number;
}

/** Source: RAM "Limits" page, December 2025. One account may have others: all are options. */
export const EMULATOR_QUOTAS: EmulatorQuotas = {
  ...DEFAULT_QUOTAS,
  roles: 1000,
  accessKeysPerUser: 2,
  policyBytes: MAX_POLICY_BYTES,
  tagsPerResource: 20,
};
