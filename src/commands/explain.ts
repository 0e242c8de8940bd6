import { AcrAccessError } from '../errors.ts';
import { waysOf } from '../plan/access/ways.ts';
import { jsonText } from '../render/escape.ts';
import { explainText } from '../render/explain-text.ts';
import { ANSI_PAINT, NO_PAINT } from '../render/paint.ts';
import { viewAccount } from './account-view.ts';
import type { Options } from './arguments.ts';
import { knownPrincipal } from './known-principal.ts';
import type { Surroundings } from './surroundings.ts';

/** Everything that somebody can do, where it comes from, and until when. Exit 0 whatever that is. */
export async function explain(
  options: Options<'explain'>,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const [who, ...more] = words;
  if (who === undefined || more.length > 0) {
    throw new AcrAccessError('usage', 'explain takes one PRINCIPAL, such as: explain user:alice');
  }
  const { account, holdings, world, config } = await viewAccount(options, surroundings);
  const principal = knownPrincipal(who, { account, holdings });
  const ways = waysOf(principal, { account, world, config, now: surroundings.clock.now() });
  const [kind, name = ''] = principal.split(':');
  const groups = [...account.members].filter(([, users]) => kind === 'user' && users.has(name)).map(([group]) => group);
  const members = kind === 'group' ? account.members.get(name) : undefined;
  const data = {
    formatVersion: 1,
    account: account.id,
    principal,
    groups,
    members: members === undefined ? null : [...members],
    ways,
  };
  const paint = surroundings.useColour.stdout ? ANSI_PAINT : NO_PAINT;
  surroundings.stdout(options.json ? `${jsonText(data, 2)}\n` : `${explainText(data, paint)}\n`);
  return 0;
}
