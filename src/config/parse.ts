import { checkShape } from './check-shape.ts';
import { decode } from './decode.ts';
import { issueList } from './issue-list.ts';
import { normalise } from './normalise.ts';
import { ALL_RULES } from './rules/all-rules.ts';
import type { RuleContext } from './rules/context.ts';
import { knownRegistries } from './rules/registries.ts';
import { type Draft, WrittenConfig } from './schema.ts';
import { sourceTree } from './tree.ts';
import type { AccessConfig, Parsed } from './types.ts';
import { readYamlTree } from './yaml-syntax.ts';

const MAX_BYTES = 1024 * 1024;
/** Far above any real file; low enough that no file can stop the program. */
const LIMITS = { depth: 64, aliases: 1_000, nodes: 200_000, anyKey: false };

/**
 * Reads acr-access.yaml: text -> schema -> rules -> defaults. Gives every problem of the file at once, each with its
 * place; a part that breaks the schema is left out and the rest is still judged. Never throws.
 *
 * @param input.file the path as people know it; only used in messages and positions
 */
export function parseConfig(input: { readonly file: string; readonly bytes: Uint8Array }): Parsed<AccessConfig> {
  const decoded = decode(input, { maxBytes: MAX_BYTES, refuseBidi: true });
  if (!decoded.ok) return decoded;
  const { source } = decoded;
  const textIssues = issueList(source);
  const root = readYamlTree(source, LIMITS, textIssues);
  if (root === undefined || textIssues.count() > 0) return { ok: false, issues: textIssues.issues() };

  const tree = sourceTree(root);
  const list = issueList(source, tree.locate);
  const draft = checkShape(WrittenConfig, tree, list, 'config') as Draft<WrittenConfig> | undefined;
  if (draft !== undefined) {
    const context: RuleContext = { draft, registries: knownRegistries(draft), list };
    for (const rule of ALL_RULES) rule(context);
  }
  if (list.count() > 0) return { ok: false, issues: list.issues() };
  return { ok: true, value: normalise(tree.value as WrittenConfig, source, tree.locate), warnings: list.warnings() };
}
