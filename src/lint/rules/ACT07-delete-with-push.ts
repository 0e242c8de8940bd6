import type { DocumentRule } from '../rule.ts';
import { allowsOf, DELETIONS, gives, givesEveryAction, PUSH } from '../statements.ts';

/** Pipelines push; whoever takes one over should not be able to delete what is released. */
export const deleteWithPush: DocumentRule = {
  kind: 'document',
  id: 'ACT07',
  severity: 'medium',
  remedy: 'Take the deletion out, or give it in a grant of its own to people who clean up.',
  check: (document) => {
    const allows = allowsOf(document).filter((statement) => !givesEveryAction(statement));
    if (!allows.some((statement) => gives(statement, PUSH))) return [];
    return DELETIONS.filter((deletion) => allows.some((statement) => gives(statement, deletion))).map((deletion) => ({
      message: `${deletion} is given together with pushing`,
    }));
  },
};
