import type { Fault } from './faults.ts';
import { markerOf, type Params } from './params.ts';
import type { RawAnswer } from './wire.ts';
import { jsonAnswer } from './wire.ts';

/** The answer that a fault puts in place of the real one; `undefined`: the fault works in another way. */
export function faultAnswer(fault: Fault, requestId: string): RawAnswer | undefined {
  switch (fault.kind) {
    case 'throttle':
      return jsonAnswer(
        400,
        { RequestId: requestId, Code: 'Throttling.User', Message: 'Request was denied due to user flow control.' },
        fault.retryAfterMs === undefined ? {} : { 'x-acs-retry-after': String(fault.retryAfterMs) },
      );
    case 'error':
      return errorAnswer(fault, requestId);
    case 'html':
      return {
        status: 502,
        headers: { 'content-type': 'text/html' },
        text: '<html><head><title>502 Bad Gateway</title></head></html>',
      };
    case 'empty':
      return { status: 200, headers: {}, text: '' };
    case 'is-success-false':
      return jsonAnswer(200, { RequestId: requestId, Code: fault.code ?? 'SystemError', IsSuccess: false });
    case 'reset':
    case 'delay':
    case 'cut-json':
    case 'cut-page':
    case 'total-count':
    case 'stale':
      return undefined;
  }
}

/** A gateway that was asked for no format answers in XML, and the SDK reads that too. */
function errorAnswer(fault: Fault & { kind: 'error' }, requestId: string): RawAnswer {
  const fields = { RequestId: requestId, Code: fault.code, Message: fault.message ?? 'A fault was injected.' };
  if (fault.format !== 'xml') return jsonAnswer(fault.status, fields);
  const lines = Object.entries(fields).map(([name, value]) => `<${name}>${value.replace(/[<&]/g, '?')}</${name}>`);
  return {
    status: fault.status,
    headers: { 'content-type': 'text/xml;charset=utf-8' },
    text: `<?xml version='1.0' encoding='UTF-8'?><Error>${lines.join('')}</Error>`,
  };
}

/** True when the call is carried out although its answer is lost or replaced. */
export const takesEffect = (fault: Fault): boolean => 'takesEffect' in fault && fault.takesEffect === true;

/** The code for the journal of an answer that a fault made. */
export const faultCode = (fault: Fault): string => {
  if (fault.kind === 'throttle') return 'Throttling.User';
  return fault.kind === 'error' ? fault.code : `fault:${fault.kind}`;
};

/** The real body of a list, spoilt. */
export function spoiltBody(
  fault: Fault,
  body: Readonly<Record<string, unknown>>,
  params: Params,
): Readonly<Record<string, unknown>> {
  if (fault.kind === 'cut-page') {
    const { Marker: _, ...rest } = body;
    const marker = fault.marker === 'repeated' ? { Marker: params.Marker || markerOf(0) } : {};
    return { ...rest, IsTruncated: true, ...marker };
  }
  if (fault.kind === 'total-count' && body.TotalCount !== undefined) {
    const more = Number(body.TotalCount) + fault.extra;
    return { ...body, TotalCount: typeof body.TotalCount === 'string' ? String(more) : more };
  }
  return body;
}

export const cutJson = (answer: RawAnswer): RawAnswer => ({
  ...answer,
  text: answer.text.slice(0, Math.max(1, answer.text.length >> 1)),
});
