import { type ParsedStatement, parseDocument } from './parse.ts';

/** A statement of a role's trust policy that names identity providers. */
export interface FederatedStatement extends ParsedStatement {
  /** ARNs, as written */
  readonly providers: readonly string[];
  /** `condition` holds every clause that is written: none was left out because it could not be read */
  readonly isWhole: boolean;
}

/**
 * The statements of a trust policy about identity providers, OIDC or SAML. A trust policy is a policy document with a
 * `Principal` and without a `Resource`, so its other elements are read as those of any document.
 *
 * @returns `undefined` for what is no policy at all: nothing is known of who may assume the role
 */
export function federatedStatements(trust: unknown): readonly FederatedStatement[] | undefined {
  const written = isObject(trust) ? trust.Statement : undefined;
  if (!Array.isArray(written)) return undefined;
  return parseDocument(trust).statements.flatMap((statement): FederatedStatement[] => {
    const raw: unknown = written[statement.index - 1];
    if (!isObject(raw)) return [];
    const providers = isObject(raw.Principal) ? textsOf(raw.Principal.Federated) : [];
    const isWhole = clauseCount(raw.Condition) === statement.condition.length;
    return providers.length === 0 ? [] : [{ ...statement, providers, isWhole }];
  });
}

const clauseCount = (condition: unknown): number =>
  condition === undefined
    ? 0
    : isObject(condition)
      ? Object.values(condition).reduce<number>((sum, keys) => sum + (isObject(keys) ? Object.keys(keys).length : 1), 0)
      : 1;

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
