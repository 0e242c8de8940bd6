import type { LoginHost } from './host.ts';

/**
 * Undoes what main wrote. Never fails: a job that did its work is not to fail for its cleaning up.
 *
 * @param state what main kept, as it came back
 */
export async function logoutRun(
  { written, logout }: { readonly written: string; readonly logout: string },
  { files, exportVariable, warn, log }: Pick<LoginHost, 'files' | 'exportVariable' | 'warn' | 'log'>,
): Promise<void> {
  if (logout === 'false' || written === '') return;
  const restored = await files.restore(parsed(written));
  for (const [name, value] of Object.entries(restored.exports)) exportVariable(name, value);
  for (const warning of restored.warnings) warn(warning);
  if (restored.warnings.length === 0) log('Logged out: what the login wrote is gone');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
