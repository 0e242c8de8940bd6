/** One password for one registry host, as Docker's config.json holds it. */
export interface CredentialEntry {
  /** lower case, without scheme and path; a loopback host keeps its port */
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/** How and where a login writes. */
export interface WriteOptions {
  /**
   * `isolated`: a new folder for this job, which DOCKER_CONFIG then names. `shared`: the user's own config.json, in
   * `DOCKER_CONFIG` or `~/.docker`.
   */
  readonly mode: 'isolated' | 'shared';
  /** also name the file in REGISTRY_AUTH_FILE; this hides other logins of podman, buildah and skopeo */
  readonly exportRegistryAuthFile: boolean;
  /** where to write a manifest of a Kubernetes pull secret; undefined = nowhere */
  readonly kubernetesSecretFile: string | undefined;
}

/** What was written, for the log and the steps that follow. */
export interface Written {
  /** the folder of the config.json that holds the entries */
  readonly dockerConfig: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** What undoing came to. It never fails: what could not be undone is a warning. */
export interface Restored {
  /** variables that the write had exported and that are to have their former value; '' when there was none */
  readonly exports: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** Where registry passwords are written to and removed from. */
export interface CredentialFiles {
  /**
   * Writes the entries and whatever the options ask for, all or nothing.
   *
   * @param onState gets what `restore` needs, before the first byte is written, so that a killed step is cleaned up too
   * @throws AcrAccessError when a file is broken, read-only, locked or a symbolic link; then it is as it was before
   */
  write(
    entries: readonly CredentialEntry[],
    options: WriteOptions,
    onState: (state: WrittenState) => void,
  ): Promise<Written>;
  /**
   * Undoes what one write did, and only what still is as that write left it. May be called twice, or after a write that
   * was killed half way.
   *
   * @param state as it came back from outside; what this login cannot have written is a warning, and nothing is touched
   */
  restore(state: unknown): Promise<Restored>;
}

/** What undoing needs to know: JSON without a secret. */
export interface WrittenState {
  readonly version: 1;
  readonly mode: WriteOptions['mode'];
  /** `acr-access-<32 hex digits>` right below the job's temporary folder; belongs to this write alone */
  readonly runFolder: string;
  /** the folder of the config.json that was written */
  readonly dockerConfig: string;
  readonly hosts: readonly WrittenHost[];
  readonly exports: readonly WrittenVariable[];
  readonly secretFile: { readonly path: string; readonly proof: string } | null;
  /** key of the proofs, 64 hex digits */
  readonly salt: string;
}

export interface WrittenHost {
  readonly host: string;
  /** HMAC-SHA256 of what was written for the host, in hex: tells an entry of ours from one that came later */
  readonly proof: string;
}

export interface WrittenVariable {
  readonly name: 'DOCKER_CONFIG' | 'BUILDX_CONFIG' | 'REGISTRY_AUTH_FILE';
  readonly value: string;
  /** '' when it was unset */
  readonly before: string;
}
