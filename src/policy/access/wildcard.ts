/** One character of any kind, `?`. */
export const ANY = -1;
/** Any run of characters, `*`. */
export const STAR = -2;
/** In a text: some character that no pattern mentions. */
export const OTHER = -3;

/** A RAM pattern, taken apart. */
export interface Wildcard {
  /** normalised, so that equal texts mean the same; runs of wildcards are written `??*` */
  readonly text: string;
  /** code points, `ANY` and `STAR` */
  readonly tokens: readonly number[];
}

export function readWildcard(pattern: string): Wildcard {
  const tokens: number[] = [];
  let star = false;
  const endRun = () => {
    if (star) tokens.push(STAR);
    star = false;
  };
  for (const character of pattern) {
    if (character === '*') {
      star = true;
    } else if (character === '?') {
      tokens.push(ANY); // before the star of its run: `*?` and `?*` are the same
    } else {
      endRun();
      tokens.push(character.codePointAt(0)!);
    }
  }
  endRun();
  return { text: textOf(tokens), tokens };
}

/** A text that stands for itself, `*` and `?` included. Only its tokens mean anything. */
export function readLiteral(text: string): Wildcard {
  return { text, tokens: Array.from(text, (character) => character.codePointAt(0)!) };
}

export function textOf(tokens: readonly number[]): string {
  return tokens.map((token) => (token === STAR ? '*' : token === ANY ? '?' : String.fromCodePoint(token))).join('');
}
