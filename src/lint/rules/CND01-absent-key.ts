import type { DocumentRule } from '../rule.ts';
import { deniesOf } from '../statements.ts';

/** Keys that a request may come without; what a comparison with nothing gives is not documented. */
const MAY_BE_ABSENT = new Map([
  ['acs:mfapresent', 'calls with an access key carry no acs:MFAPresent'],
  ['acs:sourcevpc', 'only calls through a VPC carry acs:SourceVpc'],
]);

/** A Deny that whoever leaves the key out slips through. */
export const absentKey: DocumentRule = {
  kind: 'document',
  id: 'CND01',
  severity: 'medium',
  remedy: 'Put the condition on the Allow instead: then what lacks the key is not allowed.',
  check: (document) =>
    deniesOf(document)
      .flatMap(({ condition }) => condition)
      .flatMap(({ key }) => {
        const why = MAY_BE_ABSENT.get(key);
        return why === undefined ? [] : [{ message: `the Deny may not hold for every request: ${why}` }];
      }),
};
