import { parseJson } from './params.ts';

/** Why a request was refused, as DecodeDiagnosticMessage tells it. The real message is encrypted; this one is base64. */
export interface DenialFacts {
  readonly AuthAction: string;
  readonly AuthResource: string;
  readonly AuthPrincipalDisplayName: string | undefined;
  readonly AuthPrincipalOwnerId: string;
  readonly AuthPrincipalType: string;
  readonly NoPermissionType: string;
  readonly PolicyType: string;
}

export const encodeDenial = (facts: DenialFacts): string => Buffer.from(JSON.stringify(facts)).toString('base64');

/** `undefined` when the message was not made by `encodeDenial`. */
export function decodeDenial(message: string): DenialFacts | undefined {
  const facts = parseJson(Buffer.from(message, 'base64').toString('utf8'));
  const known = typeof facts === 'object' && facts !== null && 'AuthAction' in facts && 'AuthResource' in facts;
  return known ? (facts as DenialFacts) : undefined;
}
