const STAR = 42;
const QUESTION_MARK = 63;

/**
 * What is left of a pattern after it has read `prefix`: patterns for the rest of the text, none when it cannot begin like that.
 * `acs:cr:*:*:repository/i/*` after `acs:cr:cn-hangzhou:123:repository/i/` is `*`, and, since its first star may have read
 * more, `*:*:repository/i/*`, too.
 */
export function residuals(pattern: string, prefix: string): string[] {
  let positions = withStars(pattern, [0]);
  for (let at = 0; at < prefix.length && positions.length > 0; at += 1) {
    const letter = prefix.charCodeAt(at);
    const next: number[] = [];
    for (const position of positions) {
      const wanted = pattern.charCodeAt(position);
      if (wanted === STAR) next.push(position);
      else if (wanted === QUESTION_MARK || wanted === letter) next.push(position + 1);
    }
    positions = withStars(pattern, next);
  }
  // The position behind a star says nothing that the star itself does not say.
  const kept = positions.filter(
    (position) => position === 0 || pattern.charCodeAt(position - 1) !== STAR || !positions.includes(position - 1),
  );
  return kept.map((position) => pattern.slice(position));
}

/** A star may be read as nothing, so where it is, the position behind it is, too. In ascending order, each once. */
function withStars(pattern: string, positions: readonly number[]): number[] {
  const closed = new Set<number>();
  for (let position of positions) {
    while (!closed.has(position)) {
      closed.add(position);
      if (pattern.charCodeAt(position) !== STAR) break;
      position += 1;
    }
  }
  return [...closed].sort((a, b) => a - b);
}
