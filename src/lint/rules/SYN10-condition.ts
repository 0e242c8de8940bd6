import { quotedName } from '../../config/visible-text.ts';
import type { DocumentRule } from '../rule.ts';
import { statementsOf } from '../statements.ts';
import { syntaxRule } from '../syntax-rule.ts';

const shape = syntaxRule(
  'SYN10',
  ({ code }) => code === 'bad-condition',
  'Write operator, then a key such as acs:SourceIp, then a text or a list of texts; Bool takes one of "true" and "false".',
);

/** Conditions that RAM refuses or reads in another way than they look. */
export const badCondition: DocumentRule = {
  ...shape,
  check: (document, context) => [
    ...shape.check(document, context),
    ...statementsOf(document)
      .flatMap(({ condition }) => condition)
      .flatMap(({ operator, key, values }) => {
        if (!/^[a-z0-9-]+:[!-~]+$/.test(key)) return [{ message: `${quotedName(key)} is not a condition key` }];
        if (operator !== 'Bool') return [];
        if (values.length > 1) return [{ message: `condition ${quotedName(key)} has several truth values` }];
        return values.every((value) => /^(?:true|false)$/i.test(value))
          ? []
          : [{ message: `condition ${quotedName(key)} compares with something other than true or false` }];
      }),
  ],
};
