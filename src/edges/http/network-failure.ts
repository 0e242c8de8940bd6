/** What a try without a whole answer means. */
export interface NetworkFailure {
  /** `never-left`: nothing was sent. A reset or a time-out may come after the request was received: `unclear` */
  readonly meaning: 'certificate' | 'never-left' | 'unclear';
  /** e.g. `ECONNREFUSED`. Nothing else is kept: messages of the network layers may hold the URL of the proxy, or a header */
  readonly code: string;
  /** what a proxy answered that refuses the tunnel */
  readonly proxyStatus: number | undefined;
}

/** No connection was made, so nothing was sent. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ERR_PROXY_TUNNEL',
]);

const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** Reads what Node's network layers throw. */
export function networkFailure(error: unknown): NetworkFailure {
  const { code: given, name, message } = error as { code?: unknown; name?: unknown; message?: unknown };
  const code = typeof given === 'string' && /^[A-Z_0-9]+$/.test(given) ? given : String(name).replace(/[^A-Za-z]/g, '');
  const status = code === 'ERR_PROXY_TUNNEL' ? /HTTP\/1\.[01] (\d{3})/.exec(String(message))?.[1] : undefined;
  return { meaning: meaningOf(error, code), code, proxyStatus: status === undefined ? undefined : Number(status) };
}

function meaningOf(error: unknown, code: string): NetworkFailure['meaning'] {
  const { syscall, message } = error as { syscall?: unknown; message?: unknown };
  if (CERTIFICATE.test(code)) return 'certificate';
  // Node tries several addresses of a host and reports them together: then none of them was reached.
  if (NEVER_LEFT.has(code) || syscall === 'connect' || error instanceof AggregateError) return 'never-left';
  const beforeTls =
    typeof message === 'string' && message.startsWith('Client network socket disconnected before secure');
  return beforeTls ? 'never-left' : 'unclear';
}
