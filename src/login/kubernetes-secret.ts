import type { CredentialEntry } from './credential-files.ts';
import { authOf } from './docker-config.ts';

/** The text of `.dockerconfigjson`, in base64: one more form of the passwords that has to be masked. */
export function dockerConfigJson(entries: readonly CredentialEntry[]): string {
  const auths = Object.fromEntries(
    entries.map((entry) => [entry.host, { username: entry.username, password: entry.password, auth: authOf(entry) }]),
  );
  return Buffer.from(JSON.stringify({ auths })).toString('base64');
}

/** A manifest of a pull secret, named after its file when that is a name that Kubernetes takes. */
export const kubernetesSecret = (entries: readonly CredentialEntry[], path: string): string =>
  `apiVersion: v1
kind: Secret
metadata:
  name: ${secretName(path)}
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: ${dockerConfigJson(entries)}
`;

/** Has the text the form of such a manifest, and nothing more? */
export const isKubernetesSecret = (text: string): boolean =>
  /^apiVersion: v1\nkind: Secret\nmetadata:\n {2}name: \S+\ntype: kubernetes\.io\/dockerconfigjson\ndata:\n {2}\.dockerconfigjson: \S+\n$/.test(
    text,
  );

function secretName(path: string): string {
  const name = path.replace(/^.*[/\\]/, '').replace(/\.(ya?ml|json)$/, '');
  const isName = name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
  // A name of digits, true or 1e3 would not be text in YAML.
  return isName && /^[a-z]/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/.test(name)
    ? name
    : 'registry-credentials';
}
