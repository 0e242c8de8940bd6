import { type JsonObject, jsonObject, textOf } from '../http/json.ts';
import type { HttpAnswer } from '../http/send.ts';
import { isPassing, TryFailure } from '../http/try-failure.ts';
import type { Secrets } from './secrets.ts';

/** The service takes a signature for 15 minutes; half of that is no hurry of the network any more. */
const SKEW_MS = 7 * 60_000;

export interface AnswerContext {
  /** name of the operation, e.g. `AssumeRoleWithOIDC` */
  readonly api: string;
  readonly secrets: Secrets;
  readonly now: Date;
  /** Enterprise Edition: success is only what says `IsSuccess: true`. Source: the API's documentation */
  readonly saysIsSuccess: boolean;
}

/**
 * The body of a successful answer.
 *
 * @throws TryFailure for everything else; error pages are described and never quoted
 */
export function readApiAnswer(answer: HttpAnswer, context: AnswerContext): JsonObject {
  const body = jsonObject(answer.text);
  const isOk = answer.status >= 200 && answer.status < 300;
  if (!isOk || body?.IsSuccess === false) throw refused(answer, body, context);
  // A cut answer: what it was about has no effect yet, so it can be asked again.
  if (body === undefined) throw badAnswer(context, notJson(answer), true);
  if (context.saysIsSuccess && body.IsSuccess !== true) throw badAnswer(context, 'it does not say IsSuccess: true');
  return body;
}

export const badAnswer = ({ api }: Pick<AnswerContext, 'api'>, detail: string, again = false): TryFailure =>
  new TryFailure({ kind: 'bad-answer', api, detail }, again);

/** Personal Edition writes `code`, `message` and `requestId`, all others in upper camel case. */
function refused(answer: HttpAnswer, body: JsonObject | undefined, context: AnswerContext): TryFailure {
  const { secrets, api, now } = context;
  const { status, retryAfterMs } = answer;
  if (status >= 300 && status < 400) return badAnswer(context, `status ${status}: redirects are not followed`);
  const code = textOf(body, 'Code') || textOf(body, 'code');
  const message = textOf(body, 'Message') || textOf(body, 'message') || (body === undefined ? notJson(answer) : '');
  const skew = skewText(code, answer, now);
  const failure = {
    kind: 'service',
    api,
    code: secrets.clean(code),
    status,
    message: [secrets.clean(message), skew].filter((part) => part !== '').join('; '),
    requestId: secrets.clean(textOf(body, 'RequestId') || textOf(body, 'requestId')),
  } as const;
  const isThrottled = /^(Rejected\.)?Throttling|^ServiceUnavailable/.test(code);
  return new TryFailure(failure, isThrottled || isPassing(status), retryAfterMs);
}

function notJson({ text, headers }: HttpAnswer): string {
  if (text.trim() === '') return 'the answer is empty';
  return /html/i.test(headers['content-type'] ?? '') ? 'the answer is an HTML page' : 'the answer is not whole JSON';
}

/** A wrong clock makes every signature wrong, and the service's own words hide it behind a code. */
function skewText(code: string, { headers }: HttpAnswer, now: Date): string {
  const ahead = now.getTime() - Date.parse(headers.date ?? '');
  if (Math.abs(ahead) > SKEW_MS) {
    const minutes = Math.round(Math.abs(ahead) / 60_000);
    return `the clock of this machine is ${minutes} minutes ${ahead > 0 ? 'ahead of' : 'behind'} the service's`;
  }
  if (!/^(InvalidTimeStamp|IllegalTimestamp)/i.test(code)) return '';
  return "the clock of this machine differs from the service's";
}
