import { AcrAccessError } from '../errors.ts';
import { resourceGroupIn } from '../policy/access/places.ts';
import { type AccessRequest, type Evaluation, evaluate } from '../policy/evaluate.ts';
import type { Principal } from '../policy/principal.ts';
import { canText, whoCanText } from '../render/can-text.ts';
import { jsonText } from '../render/escape.ts';
import { parseAccount } from './account-input.ts';
import { type AccountView, viewAccount, viewFile } from './account-view.ts';
import type { Options } from './arguments.ts';
import { knownRequester } from './known-principal.ts';
import { parseQuestion, type Question } from './question.ts';
import { parseRequestLines } from './request-lines.ts';
import type { Surroundings } from './surroundings.ts';

/** May somebody do something? Exit 0 whatever the answer is. */
export async function can(
  options: Options<'can'>,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  if (options.requests !== undefined) return canRequests(options, options.requests, words, surroundings);
  const [who, what, where, ...more] = words;
  if (who === undefined || what === undefined || more.length > 0) {
    throw new AcrAccessError('usage', 'can takes WHO WHAT [WHERE], such as: can user:alice push prod:release/api');
  }
  const view = await viewAccount(options, surroundings);
  const principal = knownRequester(who, view);
  const answer = answerOf(principal, parseQuestion(what, where, view), view);
  const data = { formatVersion: 1, principal, can: what, on: where ?? '*', ...answer };
  surroundings.stdout(options.json ? `${jsonText(data, 2)}\n` : `${canText(data)}\n`);
  return 0;
}

/** Who may do something, of all users and roles of the account? Whoever certainly may not is left out. */
export async function whoCan(
  options: Options<'who-can'>,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const [what, where, ...more] = words;
  if (what === undefined || more.length > 0) {
    throw new AcrAccessError('usage', 'who-can takes WHAT [WHERE], such as: who-can push prod:release/api');
  }
  const view = await viewAccount(options, surroundings);
  const question = parseQuestion(what, where, view);
  const who = view.holdings.principals
    .map((principal) => ({ principal, ...answerOf(principal, question, view) }))
    .filter(({ decision }) => decision !== 'implicit-deny' && decision !== 'explicit-deny');
  const data = { formatVersion: 1, can: what, on: where ?? '*', who };
  surroundings.stdout(options.json ? `${jsonText(data, 2)}\n` : `${whoCanText(data)}\n`);
  return 0;
}

/** Requests are literal, so a saved account is all that is needed: no file names anything. */
async function canRequests(
  { against, config }: Options<'can'>,
  file: string,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  if (words.length > 0) {
    throw new AcrAccessError('usage', `--requests asks what its file says, and "${words.join(' ')}" besides`);
  }
  const bytes = await surroundings.readFile(file, 'Name the file of requests with --requests FILE.');
  const view =
    against === undefined
      ? await viewAccount({ config }, surroundings)
      : await viewFile(await parseAccount(against, surroundings), undefined);
  const requests = parseRequestLines(file, bytes, new Set<string>(view.holdings.principals));
  const lines = requests.map(({ principal, action, resource, context }) => {
    const { decision, reasons } = decide(principal, { action, resource, context }, view);
    return jsonText({ principal, action, resource, context, decision, reasons });
  });
  surroundings.stdout(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

const decide = (principal: Principal, request: AccessRequest, { holdings, world }: AccountView): Evaluation =>
  evaluate(holdings.of(principal), request, { resourceGroupOf: (resource) => resourceGroupIn(world, resource) });

/** What a question about one principal gets as an answer. */
export interface CanAnswer {
  /** for an area: `allow` all of it, `implicit-deny` or `explicit-deny` none of it, `partly` some of it */
  readonly decision: Evaluation['decision'] | 'partly';
  /** the statements that decide about `request` */
  readonly reasons: Evaluation['reasons'];
  /** the request that shows it; for `partly` one that is allowed */
  readonly request: AccessRequest | null;
  /** for `partly` and `conditional`: a request that is not allowed */
  readonly denied: AccessRequest | null;
}

function answerOf(principal: Principal, question: Question, view: AccountView): CanAnswer {
  if (question.kind === 'request') {
    const { decision, reasons } = decide(principal, question.request, view);
    return { decision, reasons, request: question.request, denied: null };
  }
  const { can: verb, on, ask } = question;
  const attached = view.holdings.of(principal);
  const [some, every] = [ask.some(attached, verb, on), ask.every(attached, verb, on)];
  const request = some.witness ?? every.witness ?? null;
  const reasons = request === null ? [] : decide(principal, request, view).reasons;
  const answer = (decision: CanAnswer['decision'], denied: AccessRequest | null = null): CanAnswer => ({
    decision,
    reasons,
    request,
    denied,
  });
  if (every.answer === 'yes') return answer('allow');
  if (some.answer === 'no') return answer(denial(reasons));
  if (some.answer !== 'yes' || every.answer !== 'no') return answer('unknown');
  const denied = every.witness ?? null;
  // Without its context the request is open exactly when nothing but conditions keeps it from being allowed.
  const isOpen = denied !== null && decide(principal, { ...denied, context: {} }, view).decision === 'conditional';
  return answer(isOpen ? 'conditional' : 'partly', denied);
}

const denial = (reasons: Evaluation['reasons']): 'explicit-deny' | 'implicit-deny' =>
  reasons.some(({ effect, match }) => effect === 'Deny' && match === 'yes') ? 'explicit-deny' : 'implicit-deny';
