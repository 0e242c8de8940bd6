import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AcrAccessError } from '../errors.ts';
import type { AccountFile } from '../state/account-file.ts';
import type { AccountData, AccountExtras } from './account-data.ts';
import { type FaultRule, Faults } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import { loadStore } from './load-store.ts';
import { EMULATOR_QUOTAS, type EmulatorQuotas } from './quotas.ts';
import { type RegistryName, RegistryPasswords } from './registry/passwords.ts';
import { REALM_PATH, RegistryRealm } from './registry/realm.ts';
import { TOKEN_ISSUER, TokenSigner } from './registry/token-signer.ts';
import { RequestHandler } from './request-handler.ts';
import { snapshotAccount } from './snapshot.ts';
import type { Store } from './store.ts';

export interface EmulatorOptions extends AccountExtras {
  readonly account: AccountData;
  /** default: a free one */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /** default: the time of the machine */
  readonly clock?: () => Date;
  /** `real`: the documented calls per second; default `off` */
  readonly limits?: 'off' | 'real';
  readonly quotas?: Partial<EmulatorQuotas>;
  /** added to every answer */
  readonly latencyMs?: number;
  readonly faults?: readonly FaultRule[];
  /** false: every caller may do everything; default true */
  readonly authorise?: boolean;
}

export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** requests so far (the last 100,000), oldest first; emptied by setting its length to 0 */
  readonly journal: JournalEntry[];
  readonly store: Store;
  readonly faults: Faults;
  /** what a registry server needs to take the tokens of this emulator */
  readonly registryAuth: RegistryAuth;
  /** the account as it is now, as an account file */
  snapshot(): AccountFile;
  close(): Promise<void>;
}

/** `auth: token:` of a registry server (Distribution). */
export interface RegistryAuth {
  /** URL of the token service; behind another address that forwards to it, its path there */
  readonly realm: string;
  readonly issuer: string;
  /** text of `rootcertbundle` (PEM) */
  readonly certificate: string;
  /**
   * e.g. `registry.aliyuncs.com:cn-hangzhou:china:cri-main0000000001`. Throws AcrAccessError `usage` when the account has no
   * such registry.
   */
  service(registry: RegistryName): string;
}

/** A policy document of 6,144 characters travels in the URL and can need 55 KB there; Node's default is 16 KB. */
const MAX_HEADER_BYTES = 131_072;

/** Node's default of 5 seconds cuts connections that clients are about to use again: a fault nobody asked for. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Starts the service on a loopback address. Rejects with AcrAccessError: `failed` when the port is taken, `bad-file` when
 * the account file refers to something that it does not define.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const clock = options.clock ?? (() => new Date());
  const store = loadStore(options.account, options, clock());
  const faults = new Faults(options.faults);
  const journal: JournalEntry[] = [];
  const authorises = options.authorise ?? true;
  const passwords = new RegistryPasswords();
  const signer = new TokenSigner();
  const realm = new RegistryRealm({ store, passwords, signer, authorises, newTokenId: randomUUID });
  const handler = new RequestHandler({
    store,
    faults,
    journal,
    clock,
    quotas: { ...EMULATOR_QUOTAS, ...options.quotas },
    throttles: options.limits === 'real',
    latencyMs: options.latencyMs ?? 0,
    authorises,
    passwords,
    realm,
    randomText,
    newRequestId: () => randomUUID().toUpperCase(),
  });
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES },
    (message, response) => void handler.handle(message, response),
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    journal,
    store,
    faults,
    registryAuth: {
      realm: `${url}${REALM_PATH}`,
      issuer: TOKEN_ISSUER,
      certificate: signer.certificate,
      service: (registry) => realm.service(registry),
    },
    snapshot: () => snapshotAccount(store),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const hint = 'Choose another port, or none: then a free one is taken.';
      reject(
        new AcrAccessError('failed', `the emulator cannot listen on ${host}:${port}: ${cause.message}`, {
          hint,
          cause,
        }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const randomText = (length: number): string =>
  Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
