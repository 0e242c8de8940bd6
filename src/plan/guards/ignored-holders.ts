import { attachmentKey } from '../../state/keys.ts';
import { policyKey } from '../../state/types.ts';
import { plural } from '../plural.ts';
import { type Guard, warning } from './guard.ts';

/** IGN01: a policy changes, and a principal that the file never changes holds it. */
export const ignoredHolders: Guard = ({ account, current, changes }) => {
  const changed = new Set(
    changes.flatMap((change) =>
      change.kind === 'policy' && change.after ? [policyKey('Custom', change.after.name)] : [],
    ),
  );
  const held = account.attachments.filter(
    (attachment) =>
      changed.has(policyKey(attachment.type, attachment.policy)) && current.untouched.has(attachmentKey(attachment)),
  );
  if (held.length === 0) return [];
  const who = plural(held.length, 'ignored principal holds', 'ignored principals hold');
  return [
    warning('IGN01', 'medium', {
      key: 'settings/ignore',
      message: `${who} policies that this plan changes: ${held.map(({ principal }) => principal).join(', ')}`,
      remedy: 'Their attachments stay, and the new documents apply to them too.',
    }),
  ];
};
