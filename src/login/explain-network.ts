import type { Cause, LoginSituation } from './situation.ts';
import type { InstanceDomain, LoginFailure } from './types.ts';

type Unreachable = Extract<LoginFailure, { readonly kind: 'network' | 'timeout' }>;

/** Node's codes of a certificate that it does not believe. */
const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;
const WRONG_NAME = /ALTNAME|HOSTNAME_MISMATCH/;

/** Why a host could not be reached: what is nearest to this machine is looked at first. */
export function explainNetwork(failure: Unreachable, situation: LoginSituation): Cause {
  const code = failure.kind === 'timeout' ? 'ETIMEDOUT' : failure.code;
  return ofProxy(code) ?? ofEncryption(code) ?? ofHost(failure.host, code, situation);
}

function ofProxy(code: string): Cause | undefined {
  const status = /^PROXY_ANSWERED_(\d{3})$/.exec(code)?.[1];
  if (status === '407') {
    return {
      cause: 'the proxy wants a login',
      remedy:
        'Write user name and password into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT, special characters as %XX.',
    };
  }
  if (status !== undefined) {
    return {
      cause: `the proxy of HTTPS_PROXY answers ${status} instead of passing on`,
      remedy:
        Number(status) < 500
          ? 'Let the proxy pass this host on port 443, or name the host in NO_PROXY if it is reached without the proxy.'
          : 'The proxy cannot reach the host: look at its log, or name the host in NO_PROXY if it is reached without the proxy.',
    };
  }
  if (code !== 'ERR_PROXY_TUNNEL' && code !== 'ERR_PROXY_INVALID_CONFIG') return undefined;
  return {
    cause: 'the proxy of HTTPS_PROXY does not pass it on',
    remedy: 'Check HTTPS_PROXY (http://HOST:PORT) and NO_PROXY on the runner.',
  };
}

function ofEncryption(code: string): Cause | undefined {
  if (code === 'NOT_ENCRYPTED') {
    return { cause: 'it would not be encrypted, so nothing was sent', remedy: 'Use the https address.' };
  }
  if (WRONG_NAME.test(code)) {
    return {
      cause: 'its certificate is for another name',
      remedy:
        'Check the host. A custom domain needs its own certificate on the instance; a proxy that opens TLS has to show the right name.',
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return {
      cause: 'its certificate is not valid at the time of this machine',
      remedy: 'Set the clock of the runner, or renew the certificate.',
    };
  }
  if (CERTIFICATE.test(code)) {
    return {
      cause: 'its certificate is not from a known authority',
      remedy:
        'If a company proxy opens TLS, set NODE_EXTRA_CA_CERTS to a PEM file with its authority, for the runner and not for the step (Node reads it when it starts). Never switch the check off.',
    };
  }
  if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return undefined;
  return {
    cause: 'it does not speak TLS',
    remedy: 'Something in between answers on port 443: check HTTPS_PROXY and the host.',
  };
}

const isInside = (host: string): boolean => /(^|-)(vpc|internal)\./.test(host);
/** Of Alibaba Cloud, or of the emulator that plays it. */
const isService = (host: string): boolean => /\.aliyuncs\.com$|^(127\.[\d.]+|localhost)(:\d+)?$/.test(host);
const isDns = (code: string): boolean => /^(ENOTFOUND|EAI_)/.test(code);

function ofHost(host: string, code: string, situation: LoginSituation): Cause {
  const how = HOW.find(([pattern]) => pattern.test(code))?.[1] ?? 'the connection failed';
  const remedy = remedyFor(host, code, situation);
  return { cause: how, remedy };
}

const HOW: readonly (readonly [RegExp, string])[] = [
  [/^(ENOTFOUND|EAI_)/, 'its name is not known here'],
  [/^ETIMEDOUT|TIMEOUT/, 'nothing comes back'],
  [/^(ECONNRESET|EPIPE)/, 'the connection was cut'],
  [/^ECONNREFUSED/, 'the connection was refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)/, 'there is no way to it from here'],
];

function remedyFor(host: string, code: string, situation: LoginSituation): string {
  if (isInside(host)) {
    return `${host} exists in the VPC only: use a runner inside of a VPC that is linked to the instance, or the public host and \`network: public\`.`;
  }
  const registry = situation.request.registries.find((one) => one.host === host);
  if (registry === undefined && !isService(host)) {
    return 'The job gets its ID token there: a self-hosted runner has to reach GitHub on port 443, directly or by HTTPS_PROXY. If it comes and goes, raise `retries` and `timeout`.';
  }
  if (registry === undefined) {
    return isDns(code)
      ? 'Check the region: every region has its own API endpoint. Else look at the DNS of the runner, and at HTTPS_PROXY.'
      : 'The firewall of the runner has to let it out to this host on port 443, directly or by HTTPS_PROXY. Runners inside of a VPC without internet access need `network: vpc`. If it comes and goes, raise `retries` and `timeout`.';
  }
  if (isDns(code)) {
    return 'Compare the host with the one that the console shows: the name of the instance comes first, then -registry, then the region. A registry without public access may have no public name.';
  }
  return closedEndpoint(host, situation.domains, registry.kind === 'enterprise' || registry.kind === 'custom');
}

function closedEndpoint(host: string, domains: readonly InstanceDomain[], isEnterprise: boolean): string {
  const domain = domains.find((one) => one.domain.toLowerCase() === host);
  if (domain?.enabled === false) {
    return 'Public access to the instance is switched off. Switch it on under access control of the instance, or use a runner in its VPC with the -vpc host.';
  }
  const list =
    'only addresses of its access control list get in. Add the address that this runner goes out with; GitHub-hosted runners change theirs, so use one with a fixed address, or a runner in the VPC with the -vpc host.';
  if (domain?.restricted === true) return `Public access to the instance is on, and ${list}`;
  if (!isEnterprise)
    return 'If it comes and goes, it is the way across borders: raise `retries` and `timeout`, or run nearer to the region.';
  return `Enterprise Edition instances start closed: switch on public access; then ${list} If it comes and goes, raise \`retries\` and \`timeout\`.`;
}
