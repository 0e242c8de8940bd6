import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerLogger, validate } from '@actions/languageservice';
import type { ActionMetadata, ActionReference } from '@actions/languageservice/action';
import { clearCache } from '@actions/languageservice/utils/workflow-cache';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';

export const ROOT = join(import.meta.dirname, '../..');

const inputs = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { description: name }]));

/** actions/checkout v7.0.1, as far as the examples use it. */
const CHECKOUT: ActionMetadata = {
  name: 'Checkout',
  description: 'Checkout a Git repository',
  inputs: inputs('persist-credentials'),
};

/** What login/ takes, as long as it has no action.yml of its own. */
const LOGIN: ActionMetadata = {
  name: 'login',
  description: 'Registry login',
  inputs: inputs('registry', 'instance-id', 'role-arn', 'oidc-provider-arn', 'permissions', 'repositories'),
  outputs: { registry: { description: 'host' } },
};

function metadataOf({ owner, name, path = '' }: ActionReference): Promise<ActionMetadata | undefined> {
  if (`${owner}/${name}` === 'actions/checkout') return Promise.resolve(CHECKOUT);
  const file = join(ROOT, path, 'action.yml');
  if (`${owner}/${name}` !== 'org/acr-access') return Promise.resolve(undefined);
  if (existsSync(file)) return Promise.resolve(parse(readFileSync(file, 'utf8')) as ActionMetadata);
  return Promise.resolve(path === 'login' ? LOGIN : undefined);
}

// It logs its own errors and then finds nothing: that must not pass for a good file.
const internalErrors: string[] = [];
const ignore = (): void => {};
registerLogger({ log: ignore, info: ignore, warn: ignore, error: (message) => internalErrors.push(message) });

/** What GitHub's own validator says of a workflow or an action, a line each; inputs are judged by the action.yml here. */
export async function findings(path: string, text: string): Promise<string[]> {
  clearCache(); // it remembers files by name
  const document = TextDocument.create(`file:///${path}`, 'yaml', 1, text);
  const found = await validate(document, { actionsMetadataProvider: { fetchActionMetadata: metadataOf } });
  if (internalErrors.length > 0) throw new Error(internalErrors.splice(0).join('\n'));
  return found.map(
    ({ range, message }) => `${path}:${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
  );
}
