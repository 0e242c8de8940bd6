/** Registries, and parts of them, as the file names them. */

export type Registry =
  | { readonly name: string; readonly edition: 'enterprise'; readonly instance: string; readonly region: string }
  | { readonly name: string; readonly edition: 'personal' /** `*` = every region */; readonly region: string };

/** A part of a registry, `prod:juzhong/*` as registry `prod` and pattern `juzhong/*` (RAM wildcards; `*` = the whole instance). */
export interface Area {
  readonly registry: string;
  readonly pattern: string;
}

export type AccessLevel = 'pull' | 'push' | 'full';

/** An area with its registry looked up. */
export interface RegistryArea {
  readonly registry: Registry;
  readonly pattern: string;
}
