import { quotedName } from '../../config/visible-text.ts';
import { documentProblems } from '../../policy/parse.ts';
import type { DocumentRule } from '../rule.ts';
import { isStar, statementsOf } from '../statements.ts';
import { syntaxRule } from '../syntax-rule.ts';

const prefix = syntaxRule(
  'SYN07',
  ({ code }) => code === 'bad-arn-prefix',
  'Write "*", or acs:cr:REGION:ACCOUNT:TYPE/…, for example acs:cr:cn-hangzhou:*:repository/cri-xxxxxxxxxxxxxxxx/*.',
);

/** `acs:` and five fields. */
export const badArn: DocumentRule = {
  ...prefix,
  check: (document, context) => {
    if (documentProblems(document.document).length > 0) return prefix.check(document, context);
    const resources = statementsOf(document).flatMap((statement) => statement.resources);
    return resources
      .filter((resource) => !isStar(resource) && resource.split(':').length < 5)
      .map((resource) => ({ message: `${quotedName(resource)} has fewer than the five fields of a resource name` }));
  },
};
