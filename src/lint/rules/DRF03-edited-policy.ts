import type { Change } from '../../plan/types.ts';
import { compareDocuments } from '../../policy/canonical.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { jsonText } from '../../policy/json-text.ts';
import { mergeStatements } from '../../policy/merge.ts';
import { documentProblems } from '../../policy/parse.ts';
import { MANAGED_BY, MANAGED_BY_TAG } from '../../state/ownership.ts';
import type { AccountRule } from '../rule.ts';

type UpdatedPolicy = Extract<Change, { kind: 'policy'; action: 'update' }>;

/**
 * A plan rewrites a policy whenever file and account differ. Whether the file moved or the account cannot be seen from
 * that; but a document that is not in the order in which acr-access writes was written by somebody else.
 */
export const editedPolicy: AccountRule = {
  kind: 'account',
  id: 'DRF03',
  severity: 'medium',
  remedy: 'Ask who changed it and why; the plan puts back what the file says.',
  check: ({ changes }) =>
    changes.flatMap((change) =>
      change.kind === 'policy' && change.action === 'update' && wasEdited(change)
        ? [
            {
              key: change.key,
              source: change.source,
              message: `policy ${change.before.name} does not read as acr-access writes it: edited by hand, or written by another version`,
            },
          ]
        : [],
    ),
};

/** A policy that is being adopted was never ours; a new description or tag is no edit of the document. */
const wasEdited = ({ before, after }: UpdatedPolicy): boolean =>
  before.tags[MANAGED_BY_TAG] === MANAGED_BY &&
  compareDocuments(before.document, after.document) === 'different' &&
  !isInOurOrder(before.document);

function isInOurOrder(document: unknown): boolean {
  if (documentProblems(document).length > 0) return false;
  const { Statement } = document as PolicyDocument;
  return jsonText(mergeStatements(Statement), 'sorted') === jsonText(Statement, 'sorted');
}
