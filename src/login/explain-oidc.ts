import { otherSubject, printedClaims } from './claims.ts';
import { type Cause, foreign, type LoginSituation, type ServiceFailure } from './situation.ts';

const TOKEN = 'AuthenticationFail.OIDCToken';

/** Codes of AssumeRoleWithOIDC with an explanation of their own. Source: list of errors of STS, in part seen in answers. */
export const OIDC_CODES: readonly string[] = [
  'AuthenticationFail.NoPermission',
  ...['AudienceNotMatch', 'IssuerNotMatch', 'Expired', 'Invalid', 'InvalidSignature', 'HttpsUrlInvalid'].map(
    (kind) => `${TOKEN}.${kind}`,
  ),
];

/** GitHub's issuer; a GitHub Enterprise Server is its own, and an enterprise may have its name behind it. */
const GITHUB = 'https://token.actions.githubusercontent.com';

/** Why STS does not exchange the ID token: what the token says next to what RAM expects. */
export function explainOidc(failure: ServiceFailure, situation: LoginSituation): Cause {
  const { cause, remedy } = causeOf(failure, situation);
  return { cause, remedy: [remedy, ...comparison(situation)].join('\n') };
}

function causeOf({ code, message }: ServiceFailure, { request, claims }: LoginSituation): Cause {
  const provider = foreign(request.oidcProviderArn);
  const kind = code.startsWith(`${TOKEN}.`) ? code.slice(TOKEN.length + 1) : '';
  if (/provider/i.test(message) && code === 'AuthenticationFail.NoPermission') {
    return {
      cause: `there is no identity provider ${provider}`,
      remedy:
        'Compare `oidc-provider-arn` with the ARN that the RAM console shows; provider and role have to be of one account.',
    };
  }
  switch (kind) {
    case '':
      return {
        cause: `the trust policy of ${foreign(request.roleArn)} does not let this job in`,
        remedy:
          'Compare the conditions oidc:sub, oidc:aud and oidc:iss of the trust policy with the token, letter by letter:',
      };
    case 'AudienceNotMatch':
      return {
        cause: `the audience ${quote(claims?.aud ?? request.audience)} is no client id of ${provider}`,
        remedy:
          'Set `audience` to a client id of the identity provider, or add this one to it; the trust policy may name it as oidc:aud, too.',
      };
    case 'IssuerNotMatch':
      return {
        cause: `the issuer ${quote(claims?.iss ?? '')} is not that of ${provider}`,
        remedy: `The issuer URL of the identity provider has to be exactly what the token says. It is ${GITHUB} for github.com, and https://HOST/_services/token for a GitHub Enterprise Server; an enterprise can have its name behind it.`,
      };
    case 'Expired':
      return {
        cause: 'the ID token has ended before it arrived',
        remedy:
          'It is good for minutes, and a new one is asked for with every try: set the clock of the runner, and run again.',
      };
    case 'InvalidSignature':
      return {
        cause: 'the signature of the ID token is not that of the issuer',
        remedy: `RAM asks the issuer for its keys: the issuer URL of ${provider} has to be that of the token, and reachable from the internet. Run again after the issuer has changed its keys.`,
      };
    case 'HttpsUrlInvalid':
      return {
        cause: `RAM does not trust the certificate of the issuer of ${provider}`,
        remedy:
          'Its fingerprint (of the CA certificate) is not in the identity provider: the issuer has changed its CA. Get the new fingerprint in the RAM console with the button of the provider, and add it.',
      };
    default:
      return {
        cause: /fingerprint|certificate/i.test(message)
          ? `RAM does not trust the certificate of the issuer of ${provider}`
          : 'the ID token is not accepted',
        remedy: 'Check issuer URL, fingerprints and client ids of the identity provider in the RAM console.',
      };
  }
}

const quote = (text: string): string => `"${foreign(text)}"`;

/** Claims in the order in which RAM looks at them. A claim is text of a branch's author: each stands on a line of its own. */
function comparison({ claims, request }: LoginSituation): readonly string[] {
  if (claims === undefined) return ['There was no ID token that can be read.'];
  const { sub = '', iss = '' } = claims;
  const other = otherSubject(claims);
  const lines = printedClaims(claims).map(([name, value]) => `  ${name}: ${foreign(value)}`);
  return [
    'The ID token says:',
    ...lines,
    'RAM expects:',
    `  iss: the issuer URL of ${foreign(request.oidcProviderArn)}${iss === '' || iss === GITHUB ? '' : ` (this one is not that of github.com, ${GITHUB})`}`,
    '  aud: a client id of it',
    `  sub: what the trust policy of ${foreign(request.roleArn)} says, e.g. "oidc:sub": ${quote(sub)}`,
    ...(other === undefined
      ? FORMS
      : [`  A trust policy with ${quote(other)} does not fit: that is the other form of this subject.`]),
    ...(sub.endsWith(':pull_request') ? [PULL_REQUEST] : []),
  ];
}

const FORMS = [
  '  Subjects begin with repo:OWNER/REPO:, and with repo:OWNER@ID/REPO@ID: for repositories made, renamed or transferred since July 2026.',
];
const PULL_REQUEST =
  '  This job runs for a pull request: no role that may push should trust that. Log in on the branch, tag or environment of the release.';
