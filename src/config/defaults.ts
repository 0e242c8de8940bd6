import type { Settings } from './types.ts';

export const DEFAULT_PREFIX = 'acr-access-';

/** What a file gets that has no `settings`. */
export const DEFAULT_SETTINGS: Settings = {
  prefix: DEFAULT_PREFIX,
  owner: undefined,
  systemPolicies: 'enforce',
  ignore: [],
  protect: [],
  limits: { removals: 10, removalPercent: 30 },
};
