import type { Settings } from './types.ts';
import type { Weakening } from './weakened.ts';

/** The settings that judge a change: in every respect the stricter of both sides, or the base's where neither is. */
export function judgedSettings(
  head: Settings,
  base: Settings,
): { readonly settings: Settings; readonly weakenings: readonly Weakening[] } {
  const dropped = base.protect.filter((glob) => !head.protect.includes(glob));
  const ignoresTheSame = sameSet(head.ignore, base.ignore);
  const settings: Settings = {
    ...head,
    prefix: base.prefix,
    systemPolicies: base.systemPolicies === 'enforce' ? 'enforce' : head.systemPolicies,
    ignore: ignoresTheSame ? head.ignore : base.ignore,
    protect: [...head.protect, ...dropped],
    limits: {
      removals: Math.min(head.limits.removals, base.limits.removals),
      removalPercent: Math.min(head.limits.removalPercent, base.limits.removalPercent),
    },
  };
  const weakenings = [
    ...(['removals', 'removalPercent'] as const)
      .filter((limit) => head.limits[limit] > base.limits[limit])
      .map((limit) => changed('limits', `limits.${limit}`, base.limits[limit], head.limits[limit])),
    ...dropped.map((glob) => weakening('protect', `settings.protect loses ${glob}; this plan is judged with it`)),
    ...(ignoresTheSame ? [] : [changed('ignore', 'settings.ignore', list(base.ignore), list(head.ignore))]),
    ...(settings.systemPolicies === head.systemPolicies
      ? []
      : [changed('systemPolicies', 'settings.systemPolicies', base.systemPolicies, head.systemPolicies)]),
    ...(base.prefix === head.prefix ? [] : [changed('prefix', 'settings.prefix', base.prefix, head.prefix)]),
  ];
  return { settings, weakenings };
}

const changed = (setting: string, name: string, from: string | number, to: string | number): Weakening =>
  weakening(setting, `${name} goes from ${from} to ${to}; this plan is judged with ${from}`);

const weakening = (setting: string, message: string): Weakening => ({
  key: `settings/${setting}`,
  message,
  source: null,
});

const list = (entries: readonly string[]): string => (entries.length === 0 ? 'nothing' : entries.join(', '));

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((entry) => b.includes(entry)) && b.every((entry) => a.includes(entry));
