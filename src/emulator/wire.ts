import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from './params.ts';

/** A request as it was received, body included. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: ReadonlyMap<string, string>;
  /** the query as text, for what may stand in it more than once */
  readonly search: string;
  readonly body: Buffer;
}

/** What goes back. `text` is the whole body. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The service takes up to 10 MB in a POST. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Reads the whole request; rejects when the client goes away or sends more than 10 MB. */
export async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(chunk as Buffer);
  }
  const [path = '/', search = ''] = (message.url ?? '/').split(/\?(.*)/s);
  return {
    method: message.method ?? 'GET',
    path,
    headers: message.headers,
    query: new Map(new URLSearchParams(search)),
    search,
    body: Buffer.concat(chunks),
  };
}

/** Parameters of the query and of a form body together; a body wins. */
export function paramsOf(request: RawRequest): Params {
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, value] of request.query) params[key] = value;
  if (request.body.length > 0 && /^application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '')) {
    for (const [key, value] of new URLSearchParams(request.body.toString('utf8'))) params[key] = value;
  }
  return params;
}

export const jsonAnswer = (
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): RawAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
  text: JSON.stringify(body),
});

export function send(response: ServerResponse, answer: RawAnswer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.text) });
  response.end(answer.text);
}
