import { isAbsolute } from 'node:path';
import type { WrittenHost, WrittenState, WrittenVariable } from '../../login/credential-files.ts';
import { isRunFolderOf } from './run-folder.ts';

const VARIABLES: readonly unknown[] = ['DOCKER_CONFIG', 'BUILDX_CONFIG', 'REGISTRY_AUTH_FILE'];

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isHex = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isLine = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 32_767 && !/[\0\r\n]/.test(value);
const isPath = (value: unknown): value is string => isLine(value) && isAbsolute(value);

/** The state as a write of this job can have saved it; undefined for any other. */
export function savedState(value: unknown, temporaryFolder: string): WrittenState | undefined {
  if (!isFields(value) || value.version !== 1 || !isHex(value.salt)) return undefined;
  const { mode, runFolder, dockerConfig, hosts, exports, secretFile } = value;
  const isSound =
    (mode === 'isolated' || mode === 'shared') &&
    isPath(runFolder) &&
    isRunFolderOf(runFolder, temporaryFolder) &&
    isPath(dockerConfig) &&
    (mode === 'shared' || dockerConfig === runFolder) &&
    Array.isArray(hosts) &&
    hosts.every(isWrittenHost) &&
    Array.isArray(exports) &&
    exports.every(isWrittenVariable) &&
    (secretFile === null || (isFields(secretFile) && isPath(secretFile.path) && isHex(secretFile.proof)));
  return isSound ? (value as unknown as WrittenState) : undefined;
}

const isWrittenHost = (value: unknown): value is WrittenHost =>
  isFields(value) && isLine(value.host) && value.host !== '' && isHex(value.proof);

const isWrittenVariable = (value: unknown): value is WrittenVariable =>
  isFields(value) && VARIABLES.includes(value.name) && isLine(value.value) && isLine(value.before);
