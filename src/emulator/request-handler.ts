import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, missing } from './api-error.ts';
import { authenticate, type SignIn } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { type Caller, callerName } from './caller.ts';
import { copyStore } from './copy-store.ts';
import { cutJson, faultAnswer, faultCode, spoiltBody, takesEffect } from './fault-answers.ts';
import type { Fault, Faults } from './faults.ts';
import { type JournalEntry, publicHeaders, publicParams } from './journal.ts';
import type { Params } from './params.ts';
import type { EmulatorQuotas } from './quotas.ts';
import type { RegistryPasswords } from './registry/passwords.ts';
import { REALM_FOLDER, type RegistryRealm } from './registry/realm.ts';
import { type Dispatched, dispatch, headerText } from './services.ts';
import type { Store } from './store.ts';
import { Throttle } from './throttle.ts';
import { jsonAnswer, paramsOf, type RawAnswer, type RawRequest, readRequest, send } from './wire.ts';

export interface HandlerParts {
  readonly store: Store;
  readonly faults: Faults;
  readonly journal: JournalEntry[];
  readonly clock: () => Date;
  readonly quotas: EmulatorQuotas;
  readonly throttles: boolean;
  readonly latencyMs: number;
  readonly authorises: boolean;
  readonly passwords: RegistryPasswords;
  /** answers in place of the APIs below its own path */
  readonly realm: RegistryRealm;
  readonly randomText: (length: number) => string;
  readonly newRequestId: () => string;
}

/** So that an emulator that runs for days does not fill the memory. */
const MAX_JOURNAL = 100_000;

/** What became of a call: an answer, or `undefined` when the connection is cut; and what the journal says. */
interface Outcome {
  readonly answer: RawAnswer | undefined;
  readonly code: string;
  readonly caller: string;
}

/** Takes a request through faults, sign-in, limits, authorisation and its operation. */
export class RequestHandler {
  private readonly parts: HandlerParts;
  private readonly signIn: SignIn = { sessions: new Map(), nonces: new Map() };
  private readonly throttle = new Throttle();
  /** the account before the last write, kept while a `stale` fault is on */
  private before: Store | undefined;

  constructor(parts: HandlerParts) {
    this.parts = parts;
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let request: RawRequest;
    try {
      request = await readRequest(message);
    } catch {
      message.socket.destroy();
      return;
    }
    const requestId = this.parts.newRequestId();
    const params = paramsOf(request);
    const dispatched = isForRealm(request) ? undefined : dispatch(request, params);
    const operation = operationName(request, dispatched);
    const faults = this.parts.faults.of(operation);
    await this.wait(faults);
    const outcome = this.outcome(request, params, dispatched, operation, faults, requestId);
    this.record(request, dispatched?.params ?? params, operation, outcome, requestId);
    if (outcome.answer === undefined) message.socket.destroy();
    else send(response, outcome.answer);
  }

  private async wait(faults: readonly Fault[]): Promise<void> {
    const ms = this.parts.latencyMs + faults.reduce((sum, fault) => sum + (fault.kind === 'delay' ? fault.ms : 0), 0);
    if (ms > 0) await sleep(ms);
  }

  private outcome(
    request: RawRequest,
    params: Params,
    dispatched: Dispatched | undefined,
    operation: string,
    faults: readonly Fault[],
    requestId: string,
  ): Outcome {
    const replacing = faults.find((fault) => fault.kind === 'reset' || faultAnswer(fault, requestId) !== undefined);
    if (replacing !== undefined && !takesEffect(replacing)) {
      return { answer: faultAnswer(replacing, requestId), code: faultCode(replacing), caller: 'unknown' };
    }
    const real = this.answer(request, params, dispatched, operation, faults, requestId);
    if (replacing !== undefined)
      return { ...real, answer: faultAnswer(replacing, requestId), code: faultCode(replacing) };
    const cut = faults.some((fault) => fault.kind === 'cut-json') && real.answer !== undefined;
    return cut ? { ...real, answer: cutJson(real.answer!), code: 'fault:cut-json' } : real;
  }

  private answer(
    request: RawRequest,
    params: Params,
    dispatched: Dispatched | undefined,
    operation: string,
    faults: readonly Fault[],
    requestId: string,
  ): Outcome {
    let caller: Caller = { kind: 'anonymous' };
    try {
      if (isForRealm(request)) return this.parts.realm.answer(request, this.parts.clock());
      if (request.method !== 'GET' && request.method !== 'POST') throw unsupportedMethod();
      if (dispatched === undefined)
        throw new ApiError(404, 'InvalidApi.NotFound', 'Specified api is not found, please check your url and method.');
      const now = this.parts.clock();
      caller = this.callerOf(request, params, dispatched, now);
      if (this.parts.throttles) this.throttle.take(operation, dispatched.operation.perSecond, now);
      const body = this.carryOut(request, dispatched, operation, caller, now);
      const spoilt = faults.reduce((sum, fault) => spoiltBody(fault, sum, dispatched.params), body);
      return {
        answer: jsonAnswer(200, withRequestId(spoilt, dispatched, requestId)),
        code: '',
        caller: callerName(caller),
      };
    } catch (error) {
      const known = error instanceof ApiError ? error : internalError(error);
      return { answer: errorAnswer(known, dispatched, requestId), code: known.code, caller: callerName(caller) };
    }
  }

  private callerOf(request: RawRequest, params: Params, dispatched: Dispatched, now: Date): Caller {
    const caller = authenticate(request, params, this.parts.store, this.signIn, now);
    if (caller !== undefined) return caller;
    if (dispatched.operation.anonymous !== true) throw missing('AccessKeyId');
    return { kind: 'anonymous' };
  }

  private carryOut(
    request: RawRequest,
    { service, operation, params }: Dispatched,
    name: string,
    caller: Caller,
    now: Date,
  ) {
    const { faults, quotas, randomText, passwords, authorises } = this.parts;
    if (authorises) authorise({ service: service.name, operation, params }, caller, this.parts.store, now);
    const stale = !operation.write && faults.takeStaleRead(name);
    const store = (stale ? this.before : undefined) ?? this.parts.store;
    const call = {
      store,
      params,
      caller,
      now,
      quotas,
      randomText,
      passwords,
      sessions: this.signIn.sessions,
      region: regionOf(request, params),
    };
    if (!operation.write) return operation.handle(call);
    const before = faults.keepsOldStore ? copyStore(store) : undefined;
    const body = operation.handle(call);
    store.revision++;
    this.before = before;
    faults.afterWrite();
    return body;
  }

  /** The oldest entries go when there are too many, a tenth at a time. */
  private record(request: RawRequest, params: Params, operation: string, outcome: Outcome, requestId: string): void {
    const { journal } = this.parts;
    if (journal.length >= MAX_JOURNAL) journal.splice(0, MAX_JOURNAL / 10);
    journal.push({
      operation,
      params: publicParams(params),
      inQuery: [...request.query.keys()],
      caller: outcome.caller,
      status: outcome.answer?.status ?? 0,
      code: outcome.code,
      at: this.parts.clock().toISOString(),
      requestId,
      method: request.method,
      path: request.path,
      headers: publicHeaders(request),
    });
  }
}

const isForRealm = (request: RawRequest): boolean => request.path.startsWith(REALM_FOLDER);

/** As the journal and faults name it. */
function operationName(request: RawRequest, dispatched: Dispatched | undefined): string {
  if (dispatched !== undefined) return `${dispatched.service.name} ${dispatched.action}`;
  return isForRealm(request) ? `dockerauth ${request.path.slice(REALM_FOLDER.length)}` : 'unknown';
}

/** The region as a parameter, a header, or in the host name `cr.<region>.aliyuncs.com`. */
function regionOf(request: RawRequest, params: Params): string | undefined {
  const host = /^cr(?:-vpc)?\.([a-z0-9-]+)\.aliyuncs\.com(?::\d+)?$/.exec(request.headers.host ?? '');
  return params.RegionId || headerText(request, 'regionid') || headerText(request, 'x-acs-region-id') || host?.[1];
}

const withRequestId = (body: Readonly<Record<string, unknown>>, { service }: Dispatched, requestId: string): object =>
  service.name === 'CR2016' ? { ...body, requestId } : { RequestId: requestId, ...body };

function errorAnswer(error: ApiError, dispatched: Dispatched | undefined, requestId: string): RawAnswer {
  if (dispatched?.service.name === 'CR2016')
    return jsonAnswer(error.status, { requestId, code: error.code, message: error.message });
  const HostId = dispatched?.service.host ?? 'ram.aliyuncs.com';
  return jsonAnswer(error.status, {
    RequestId: requestId,
    HostId,
    Code: error.code,
    Message: error.message,
    ...error.detail,
  });
}

const unsupportedMethod = (): ApiError =>
  new ApiError(400, 'UnsupportedHTTPMethod', 'This http method is not supported.');

const internalError = (error: unknown): ApiError =>
  new ApiError(
    500,
    'InternalError',
    `An internal error occurred. (emulator: ${error instanceof Error ? error.message : String(error)})`,
  );
