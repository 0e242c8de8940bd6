/**
 * Whether some text matches both RAM patterns. `*` crosses everything, `?` is one character; work is at most the product
 * of the lengths, whatever the patterns are.
 */
export function globsOverlap(left: string, right: string): boolean {
  const same = sharedStart(left, right);
  const [a, b] = [left.slice(same), right.slice(same)];
  if (a !== '' && b !== '' && !agree(a[0]!, b[0]!)) return false;
  return overlapFrom(a, b);
}

/** Length of the text that both begin with before any wildcard: most resources differ soon after it. */
function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at] && !isWildcard(a[at]!)) at += 1;
  return at;
}

function overlapFrom(a: string, b: string): boolean {
  const width = b.length + 1;
  const reached = new Uint8Array((a.length + 1) * width);
  reached[0] = 1;
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 0; j <= b.length; j += 1) {
      if (reached[i * width + j] !== 1) continue;
      const [left, right] = [a[i], b[j]];
      if (left === '*') reached[(i + 1) * width + j] = 1;
      if (right === '*') reached[i * width + j + 1] = 1;
      if (left === undefined || right === undefined || !agree(left, right)) continue;
      reached[(left === '*' ? i : i + 1) * width + (right === '*' ? j : j + 1)] = 1;
    }
  }
  return reached[reached.length - 1] === 1;
}

const isWildcard = (character: string): boolean => character === '*' || character === '?';
const agree = (left: string, right: string): boolean => left === right || isWildcard(left) || isWildcard(right);

/**
 * The same for resources. A request has exactly five fields and no colon in a name, so two patterns of five fields meet
 * field by field; a `*` can still make up for fields that a shorter one leaves out.
 */
export function resourcesOverlap(a: string, b: string): boolean {
  const [left, right] = [fieldsOf(a), fieldsOf(b)];
  if (left === undefined || right === undefined) return globsOverlap(a, b);
  return left.every((field, index) => globsOverlap(field, right[index]!));
}

function fieldsOf(resource: string): readonly string[] | undefined {
  const fields = resource.split(':');
  return fields.length < 5 ? undefined : [...fields.slice(0, 4), fields.slice(4).join(':')];
}
