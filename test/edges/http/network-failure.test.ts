import { describe, expect, test } from 'vitest';
import { networkFailure } from '../../../src/edges/http/network-failure.ts';

describe('a failure of the network', () => {
  test.each([
    [{ code: 'ECONNREFUSED' }, 'never-left'],
    [{ code: 'ENOTFOUND' }, 'never-left'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'never-left'],
    [new AggregateError([], 'all addresses'), 'never-left'],
    [new Error('Client network socket disconnected before secure TLS connection was established'), 'never-left'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'certificate'],
    [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'certificate'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'certificate'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'unclear'],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, 'unclear'],
    [{ name: 'RequestTimeoutError', message: 'ConnectTimeout: Connect x failed.' }, 'unclear'],
    [{ code: 'EPIPE', syscall: 'write' }, 'unclear'],
  ])('%j is %s', (error, meaning) => {
    expect(networkFailure(error).meaning).toBe(meaning);
  });
});
