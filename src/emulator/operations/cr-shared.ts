import { ApiError } from '../api-error.ts';
import type { Instance } from '../entities.ts';
import type { Call, Operation } from '../operation.ts';
import { integer, type Params, required } from '../params.ts';
import type { RegistryPassword } from '../registry/passwords.ts';
import type { Store } from '../store.ts';

/** Container Registry answers many failures with HTTP 200, `IsSuccess: false` and a code. */
export const crFailure = (code: string, message: string): ApiError =>
  new ApiError(200, code, message, { IsSuccess: false });

export const success = <T extends object>(body: T): T & { Code: 'success'; IsSuccess: true } => ({
  Code: 'success',
  IsSuccess: true,
  ...body,
});

/** The instance of `InstanceId`, looked for in the region that was called. */
export function instanceOf({ store, params, region }: Call): Instance {
  const instance = store.instances.byKey.get(required(params, 'InstanceId'));
  if (instance === undefined || (region !== undefined && instance.region !== region)) {
    throw crFailure('INSTANCE_NOT_EXIST', 'The instance does not exist.');
  }
  return instance;
}

/** One page in the registry's style: `PageNo` from 1, 30 rows by default, never more than 100 whatever was asked for. */
export function crPage<T>(rows: readonly T[], params: Params): { rows: readonly T[]; page: number; size: number } {
  const page = integer(params, 'PageNo', { min: 1, max: 1_000_000, absent: 1 });
  const size = Math.min(100, integer(params, 'PageSize', { min: 1, max: 1_000_000, absent: 30 }));
  return { rows: rows.slice((page - 1) * size, page * size), page, size };
}

/** Gives the caller a password for a registry, which the token service of that registry takes from now on. */
export function temporaryPassword(
  { caller, passwords, randomText, store, now }: Call,
  registry: RegistryPassword['registry'],
  expires: Date,
): { username: string; password: string } {
  const given = { username: 'cr_temp_user', password: `${randomText(40)}:${randomText(80)}` };
  passwords.give({ ...given, caller, registry, expires }, store, now);
  return given;
}

type Resources = Operation['resources'];

/** `acs:cr:<region>:<account>:<relative>` with the instance's region; `*` when there is no such instance. */
export const crResource =
  (relative: (params: Params) => string): Resources =>
  (params, store) => [`acs:cr:${regionOf(store, params)}:${store.account}:${relative(params)}`];

const regionOf = (store: Store, params: Params): string =>
  store.instances.byKey.get(params.InstanceId ?? '')?.region ?? '*';

export const instanceResource = crResource((params) => `instance/${params.InstanceId ?? ''}`);
