import { checkShape } from '../config/check-shape.ts';
import { decode } from '../config/decode.ts';
import { issueList } from '../config/issue-list.ts';
import { checkJsonText, jsonTree } from '../config/json-scan.ts';
import type { Draft } from '../config/schema.ts';
import type { SourceText } from '../config/source-text.ts';
import { type SourceTree, sourceTree } from '../config/tree.ts';
import type { ConfigIssue, Parsed } from '../config/types.ts';
import { readYamlTree } from '../config/yaml-syntax.ts';
import { ACCOUNT_SCOPE, type Principal } from '../policy/principal.ts';
import { readLines, writeLines } from './account-file-lines.ts';
import { checkAccount } from './account-file-rules.ts';
import { WrittenAccount } from './account-file-schema.ts';
import type {
  Attachment,
  Group,
  Instance,
  PersonalRegistry,
  Policy,
  RegistryNamespace,
  ResourceGroup,
  Role,
  User,
} from './types.ts';

/** `trust`: who may assume it, any JSON value; left out when no identity provider may, `null` when it could not be read. */
export type SavedRole = Role & { readonly trust?: unknown };

/** A saved account: what `snapshot` writes, and `plan --against`, `can`, `diff` and `emulate` read. */
export interface AccountFile {
  readonly formatVersion: 1;
  readonly account: string;
  /** prefix of the default domain; the account id when the account has no alias of its own */
  readonly alias: string;
  readonly users: readonly User[];
  readonly groups: readonly (Group & { readonly members: readonly string[] })[];
  readonly roles: readonly SavedRole[];
  /** documents are live data: any JSON value, `undefined` when the text was not JSON */
  readonly policies: readonly Policy[];
  readonly attachments: readonly Attachment[];
  readonly resourceGroups: readonly ResourceGroup[];
  /** `resourceGroup` is '' when the file does not say */
  readonly instances: readonly Instance[];
  readonly personal: readonly PersonalRegistry[];
}

const MAX_BYTES = 64 * 1024 * 1024;
/** The YAML parser needs about a hundred times the text in memory. JSON and what `snapshot` writes do without it. */
const MAX_YAML_BYTES = 16 * 1024 * 1024;
const LIMITS = { depth: 100, aliases: 10_000, nodes: 20_000_000, anyKey: true };

/** Reads an account file, YAML or JSON, with every problem at its place. Never throws. */
export function parseAccountFile(input: { readonly file: string; readonly bytes: Uint8Array }): Parsed<AccountFile> {
  const decoded = decode(input, { maxBytes: MAX_BYTES, refuseBidi: false });
  if (!decoded.ok) return decoded;
  const { source } = decoded;
  const lines = readLines(source.text, LIMITS.depth);
  if (lines !== undefined) {
    const value = { value: lines, locate: () => 0, at: () => undefined };
    const parsed = fromTree(source, value);
    if (parsed.ok) return parsed;
  }
  const tree = readTree(source);
  return 'issues' in tree ? { ok: false, issues: tree.issues } : fromTree(source, tree);
}

function fromTree(source: SourceText, tree: SourceTree): Parsed<AccountFile> {
  const list = issueList(source, tree.locate);
  const draft = checkShape(WrittenAccount, tree, list, 'account-file') as Draft<WrittenAccount> | undefined;
  if (draft !== undefined) checkAccount(draft, list);
  if (list.count() > 0) return { ok: false, issues: list.issues() };
  return { ok: true, value: withDefaults(tree.value as WrittenAccount), warnings: [] };
}

function readTree(source: SourceText): SourceTree | { readonly issues: readonly ConfigIssue[] } {
  const list = issueList(source);
  const value = source.text.trimStart().startsWith('{') ? jsonOrUndefined(source.text) : undefined;
  if (value !== undefined) {
    checkJsonText(source.text, LIMITS.depth, list);
    return list.count() > 0 ? { issues: list.issues() } : jsonTree(source.text, value);
  }
  if (source.text.length > MAX_YAML_BYTES) {
    const message = `the file has ${source.text.length} characters, and YAML is read up to ${MAX_YAML_BYTES}`;
    list.reportAt(0, [], { code: 'too-large', message, hint: 'write it as JSON; if it is JSON, it is broken' });
    return { issues: list.issues() };
  }
  const root = readYamlTree(source, LIMITS, list);
  return root === undefined || list.count() > 0 ? { issues: list.issues() } : sourceTree(root);
}

/** `undefined` when the text is not JSON: it may still be YAML, whose parser says where it breaks. */
function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The listed users, and the members of groups that the list leaves out. */
function usersOf(written: WrittenAccount | AccountFile): readonly User[] {
  const users = new Map<string, User>();
  for (const { name, displayName = '', comments = '' } of written.users ?? []) {
    users.set(name, { name, displayName, comments });
  }
  for (const { members = [] } of written.groups ?? []) {
    for (const name of members) if (!users.has(name)) users.set(name, { name, displayName: '', comments: '' });
  }
  return [...users.values()];
}

/** Also brings the keys of every entry into the order of the format, and drops others. */
function withDefaults(written: WrittenAccount | AccountFile): AccountFile {
  return {
    formatVersion: 1,
    account: written.account,
    alias: written.alias ?? written.account,
    users: usersOf(written),
    groups: (written.groups ?? []).map(({ name, comments = '', members = [] }) => ({ name, comments, members })),
    roles: (written.roles ?? []).map(({ name, description = '', trust }) => ({
      name,
      description,
      ...(trust === undefined ? {} : { trust }),
    })),
    policies: (written.policies ?? []).map(
      ({ name, type, description = '', tags = {}, defaultVersion = 'v1', document }) => ({
        name,
        type,
        description,
        tags,
        defaultVersion,
        document,
      }),
    ),
    attachments: (written.attachments ?? []).map(({ principal, policy, type, scope = ACCOUNT_SCOPE }) => ({
      principal: principal as Principal,
      policy,
      type,
      scope,
    })),
    resourceGroups: (written.resourceGroups ?? []).map(({ id, name = id }) => ({ id, name })),
    instances: (written.instances ?? []).map(({ id, name = '', region, resourceGroup = '', namespaces }) => ({
      id,
      name,
      region,
      resourceGroup,
      namespaces: namespacesOf(namespaces),
    })),
    personal: (written.personal ?? []).map(({ region, namespaces }) => ({
      region,
      namespaces: namespacesOf(namespaces),
    })),
  };
}

const namespacesOf = (
  written: readonly { readonly name: string; readonly repositories?: readonly string[] | undefined }[] = [],
): readonly RegistryNamespace[] => written.map(({ name, repositories = [] }) => ({ name, repositories }));

/**
 * The text of an account file: YAML, one entry a line, keys in the order of the format, lists as given.
 * `parseAccountFile` gives back an equal value.
 */
export function formatAccountFile(file: AccountFile): string {
  return writeLines({ ...withDefaults(file) });
}
