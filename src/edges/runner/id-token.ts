import { LoginError } from '../../login/login-error.ts';
import { jsonObject, textOf } from '../http/json.ts';
import type { Send } from '../http/send.ts';
import { isPassing, TryFailure } from '../http/try-failure.ts';

/**
 * Asks GitHub for an OIDC token; called once per try, because a token is good for minutes only.
 *
 * @throws TryFailure, SendFailure and LoginError
 */
export type GetIdToken = (audience: string, send: Send, signal: AbortSignal) => Promise<string>;

const ID_TOKEN = { api: 'ID token of GitHub' };

/**
 * The token service of the job, as the runner names it to jobs that may write id-tokens.
 *
 * @param onSecret hears of what the service is asked with
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export const idTokenOfJob =
  (env: NodeJS.ProcessEnv, onSecret: (secret: string) => void): GetIdToken =>
  async (audience, send, signal) => {
    const [address, bearer] = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'].map((name) => {
      // The toolkit's words: people look for them.
      return env[name] || refuse(`Unable to get ${name} env variable`);
    }) as [string, string];
    onSecret(bearer);
    const url = URL.parse(address) ?? refuse('ACTIONS_ID_TOKEN_REQUEST_URL is not a URL');
    url.searchParams.set('audience', audience);
    const headers = { accept: 'application/json', authorization: `Bearer ${bearer}` };
    const { status, text, retryAfterMs } = await send({ method: 'GET', url, headers }, signal);
    if (isPassing(status)) throw passing(`status ${status}`, retryAfterMs);
    if (status !== 200) return refuse(`status ${status}`);
    const token = textOf(jsonObject(text), 'value');
    if (token === '') throw passing('there is no token in it');
    return token;
  };

const passing = (detail: string, retryAfterMs = 0): TryFailure =>
  new TryFailure({ kind: 'bad-answer', ...ID_TOKEN, detail }, true, retryAfterMs);

function refuse(detail: string): never {
  throw new LoginError(
    { kind: 'bad-answer', ...ID_TOKEN, detail },
    { hint: 'The job needs `permissions: id-token: write`. Runs for pull requests from forks get no token.' },
  );
}
