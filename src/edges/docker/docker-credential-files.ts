import { resolve } from 'node:path';
import { AcrAccessError } from '../../errors.ts';
import type {
  CredentialEntry,
  CredentialFiles,
  Restored,
  WriteOptions,
  Written,
  WrittenState,
} from '../../login/credential-files.ts';
import { authOf } from '../../login/docker-config.ts';
import { kubernetesSecret } from '../../login/kubernetes-secret.ts';
import { dockerFolder, readConfigFile, type Surroundings } from './config-file.ts';
import { fileProblem } from './file-problem.ts';
import { draftIsolated, type IsolatedDraft, removeRunFolder, writeIsolated } from './isolated.ts';
import { newSalt, proofOf } from './proof.ts';
import { newRunFolder, runFolderState } from './run-folder.ts';
import { savedState } from './saved-state.ts';
import { checkSecretPath, removeSecretFile, writeSecretFile } from './secret-file.ts';
import { writeShared } from './shared.ts';
import { undoShared } from './undo-shared.ts';
import { exportsOf, formerValues, variablesFor } from './variables.ts';

/** Registry passwords in Docker's config.json, which docker, buildx, podman, buildah, skopeo, helm and oras read. */
export const dockerCredentialFiles = (surroundings: Surroundings): CredentialFiles => ({
  write: (entries, options, onState) => write(surroundings, entries, options, onState),
  restore: (state) => restore(surroundings, state),
});

async function write(
  surroundings: Surroundings,
  entries: readonly CredentialEntry[],
  options: WriteOptions,
  onState: (state: WrittenState) => void,
): Promise<Written> {
  const { env, cwd } = surroundings;
  const former = dockerFolder(surroundings);
  const draft = options.mode === 'isolated' ? await draftIsolated(entries, former, env) : undefined;
  if (draft === undefined) await readConfigFile(former);
  const secretPath = options.kubernetesSecretFile;
  const secret =
    secretPath === undefined
      ? undefined
      : { path: resolve(cwd, secretPath), text: kubernetesSecret(entries, secretPath) };
  if (secret !== undefined) await checkSecretPath(secret.path);
  const state = stateOf(entries, options, surroundings, secret);
  onState(state);
  try {
    const warnings = await writeConfig(entries, state, draft, env);
    if (secret !== undefined) await writeSecretFile(secret.path, secret.text);
    const hidden = hiddenByAuthFile(options, env);
    return { dockerConfig: state.dockerConfig, exports: exportsOf(state.exports), warnings: [...warnings, ...hidden] };
  } catch (error) {
    await restore(surroundings, state);
    throw fileProblem('write in', state.runFolder, error);
  }
}

function stateOf(
  entries: readonly CredentialEntry[],
  options: WriteOptions,
  surroundings: Surroundings,
  secret: { readonly path: string; readonly text: string } | undefined,
): WrittenState {
  const runFolder = newRunFolder(surroundings.temporaryFolder);
  const former = dockerFolder(surroundings);
  const dockerConfig = options.mode === 'isolated' ? runFolder : former;
  const salt = newSalt();
  return {
    version: 1,
    mode: options.mode,
    runFolder,
    dockerConfig,
    hosts: entries.map((entry) => ({ host: entry.host, proof: proofOf(salt, authOf(entry)) })),
    exports: variablesFor(options, { former, now: dockerConfig }, surroundings.env),
    secretFile: secret === undefined ? null : { path: secret.path, proof: proofOf(salt, secret.text) },
    salt,
  };
}

async function writeConfig(
  entries: readonly CredentialEntry[],
  state: WrittenState,
  draft: IsolatedDraft | undefined,
  env: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  if (draft !== undefined) return [...draft.warnings, ...(await writeIsolated(state.runFolder, draft))];
  await writeShared(entries, state, env);
  return [];
}

/** podman, buildah and skopeo read nothing else when this variable is set. */
const hiddenByAuthFile = ({ exportRegistryAuthFile }: WriteOptions, env: NodeJS.ProcessEnv): readonly string[] =>
  exportRegistryAuthFile || !env.REGISTRY_AUTH_FILE
    ? []
    : [
        'REGISTRY_AUTH_FILE is set: podman, buildah and skopeo do not see this login without `export-registry-auth-file`',
      ];

async function restore(surroundings: Surroundings, saved: unknown): Promise<Restored> {
  const { env } = surroundings;
  const state = savedState(saved, surroundings.temporaryFolder);
  if (state === undefined || (await runFolderState(state.runFolder).catch(() => 'foreign')) === 'foreign') {
    return { exports: {}, warnings: ['the saved state is not that of a login of this job; nothing was removed'] };
  }
  const { secretFile, salt } = state;
  return {
    exports: formerValues(state.exports, env),
    warnings: [
      ...(await withoutFailing(async () => (secretFile === null ? [] : removeSecretFile(secretFile, salt)))),
      ...(await withoutFailing(() => undoConfig(state, env))),
    ],
  };
}

async function undoConfig(state: WrittenState, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const warnings = state.mode === 'shared' ? await undoShared(state, env) : [];
  // What could not be put back is kept with the job's temporary files, for a second try.
  if (warnings.length === 0) await removeRunFolder(state.runFolder);
  return warnings;
}

async function withoutFailing(step: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await step();
  } catch (error) {
    const cause = fileProblem('clean up', 'what the login wrote', error);
    return [cause instanceof AcrAccessError ? cause.message : 'the login could not be undone'];
  }
}
