import type { Caller } from './caller.ts';
import type { Operation } from './operation.ts';
import type { Params } from './params.ts';
import type { Store } from './store.ts';

export function authorise(_operation: Operation, _params: Params, _caller: Caller, _store: Store, _now: Date): void {}
