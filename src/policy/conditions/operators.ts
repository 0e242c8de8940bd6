import { globMatch } from '../glob.ts';
import { compareDates } from './date.ts';
import { isInRange } from './ip-range.ts';

/** What one comparison says; `unreadable` = the operator gives this pair of texts no meaning that is documented. */
export type Comparison = boolean | 'unreadable';
type Compare = (requested: string, value: string) => Comparison;

/** A condition operator. A `negative` one holds when its positive comparison holds for none of the values. */
export interface Operator {
  readonly name: string;
  /** name of the positive operator: its own, or of the one that it negates */
  readonly positive: string;
  readonly negative: boolean;
  readonly compare: Compare;
}

/** The operators of RAM, and no others. Source: RAM "Condition operators", Dec 2025. Names are compared with case. */
export function findOperator(name: string): Operator | undefined {
  return OPERATORS.get(name);
}

const text = {
  equals: (requested: string, value: string) => requested === value,
  equalsIgnoringCase: (requested: string, value: string) => requested.toLowerCase() === value.toLowerCase(),
  like: (requested: string, value: string) => globMatch(value, requested),
};

function bool(requested: string, value: string): Comparison {
  const [left, right] = [requested.toLowerCase(), value.toLowerCase()];
  const readable = (side: string) => side === 'true' || side === 'false';
  return readable(left) && readable(right) ? left === right : 'unreadable';
}

type Order = (requested: string, value: string) => number | undefined;

/** Numbers are decimal: `1e3`, `0x10` and blanks are read by some parsers and not by others. */
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/;

const compareNumbers: Order = (requested, value) =>
  DECIMAL.test(requested) && DECIMAL.test(value) ? Number(requested) - Number(value) : undefined;

function ordered(order: Order, holds: (difference: number) => boolean): Compare {
  return (requested, value) => {
    const difference = order(requested, value);
    return difference === undefined ? 'unreadable' : holds(difference);
  };
}

function orderedFamily(prefix: string, order: Order): Operator[] {
  return [
    ...withNegative(
      `${prefix}Equals`,
      `${prefix}NotEquals`,
      ordered(order, (difference) => difference === 0),
    ),
    positive(
      `${prefix}LessThan`,
      ordered(order, (difference) => difference < 0),
    ),
    positive(
      `${prefix}LessThanEquals`,
      ordered(order, (difference) => difference <= 0),
    ),
    positive(
      `${prefix}GreaterThan`,
      ordered(order, (difference) => difference > 0),
    ),
    positive(
      `${prefix}GreaterThanEquals`,
      ordered(order, (difference) => difference >= 0),
    ),
  ];
}

function positive(name: string, compare: Compare): Operator {
  return { name, positive: name, negative: false, compare };
}

function withNegative(name: string, negativeName: string, compare: Compare): Operator[] {
  return [positive(name, compare), { name: negativeName, positive: name, negative: true, compare }];
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  [
    ...withNegative('StringEquals', 'StringNotEquals', text.equals),
    ...withNegative('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', text.equalsIgnoringCase),
    ...withNegative('StringLike', 'StringNotLike', text.like),
    ...orderedFamily('Numeric', compareNumbers),
    ...orderedFamily('Date', compareDates),
    positive('Bool', bool),
    ...withNegative('IpAddress', 'NotIpAddress', isInRange),
  ].map((operator) => [operator.name, operator]),
);
