/** The RAM policy language as data. Source: RAM "Policy structure and syntax"; grammar rules S1-S2 in docs. */

/** A string means the same as a list of one. */
export type OneOrMore = string | readonly string[];

export type Effect = 'Allow' | 'Deny';

/** operator -> key -> value(s), e.g. `{ DateLessThan: { 'acs:CurrentTime': '2027-01-01T00:00:00Z' } }` */
export type Condition = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

export interface Statement {
  readonly Effect: Effect;
  /** exactly one of Action and NotAction */
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource: OneOrMore;
  readonly Condition?: Condition;
}

export interface PolicyDocument {
  readonly Version: '1';
  readonly Statement: readonly Statement[];
}

/** At most so many UTF-8 bytes of minified text in one custom policy. Source: RAM limits page; not raisable. */
export const MAX_POLICY_BYTES = 6144;
