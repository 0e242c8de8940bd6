const STAR = 42;
const QUESTION_MARK = 63;

/**
 * What is left of a pattern after it has read `prefix`: patterns for the rest of the text, none when it cannot begin like that.
 * `acs:cr:*:*:repository/i/*` after `acs:cr:cn-hangzhou:123:repository/i/` is `*`, and, since its first star may have read
 * more, `*:*:repository/i/*`, too.
 */
export function residuals(pattern: string, prefix: string): string[] {
  let positions: number[] = [];
  add(positions, pattern, 0);
  for (let at = 0; at < prefix.length && positions.length > 0; at += 1) {
    const letter = prefix.charCodeAt(at);
    const next: number[] = [];
    for (const position of positions) {
      const wanted = pattern.charCodeAt(position);
      if (wanted === STAR) add(next, pattern, position);
      else if (wanted === QUESTION_MARK || wanted === letter) add(next, pattern, position + 1);
    }
    positions = next;
  }
  // The position behind a star says nothing that the star itself does not say.
  return positions
    .filter((position, at) => pattern.charCodeAt(position - 1) !== STAR || positions[at - 1] !== position - 1)
    .map((position) => pattern.slice(position));
}

/**
 * A star may be read as nothing, so with its position comes the one behind it. Positions are in ascending order, and one that
 * is not above the last is already there.
 */
function add(positions: number[], pattern: string, position: number): void {
  for (let at = position; ; at += 1) {
    if (at > (positions.at(-1) ?? -1)) positions.push(at);
    if (pattern.charCodeAt(at) !== STAR) return;
  }
}
