/**
 * The texts that the open end of a request's resource can be, as an automaton: names are not empty and have no colon,
 * which would be the next part of the ARN.
 */
export interface Universe {
  /** the state after one more character, or `undefined` when no request goes on like that */
  step(state: number, letter: number): number | undefined;
  accepts(state: number): boolean;
  /** characters that are not like any other to it */
  readonly special: readonly number[];
  /** texts to try first */
  readonly samples: readonly string[];
}

const SLASH = 47;
const COLON = 58;
const LITERAL_STAR = 42;
const plain = (letter: number) => letter !== SLASH && letter !== COLON;

/** No open end: the prefix is the whole resource. */
export const NOTHING: Universe = { step: () => undefined, accepts: () => true, special: [], samples: [''] };

/** Any text at all. */
export const ANYTHING: Universe = { step: () => 0, accepts: () => true, special: [], samples: [] };

export const NAMESPACE: Universe = {
  step: (_state, letter) => (plain(letter) ? 1 : undefined),
  accepts: (state) => state === 1,
  special: [],
  samples: ['x'],
};

/** `<namespace>/` and an end that starts in state 2. */
const below = (end: Universe['step'], samples: readonly string[], special: readonly number[]): Universe => ({
  step: (state, letter) => {
    if (state >= 2) return end(state, letter);
    if (plain(letter)) return 1;
    return state === 1 && letter === SLASH ? 2 : undefined;
  },
  accepts: (state) => state === 3,
  special,
  samples,
});

/** Enterprise Edition: `<namespace>/<repository>`, the repository may contain slashes. */
export const REPOSITORY = below((_state, letter) => (letter === COLON ? undefined : 3), ['x', 'x/x'], [SLASH]);

/** Personal Edition: exactly two parts. */
export const PERSONAL_REPOSITORY = below((_state, letter) => (plain(letter) ? 3 : undefined), ['x', 'x/x'], [SLASH]);

/** `<namespace>/*`, the star being literal. */
export const NAMESPACE_LIST = below(
  (state, letter) => (state === 2 && letter === LITERAL_STAR ? 3 : undefined),
  ['*', 'x', 'x/*'],
  [SLASH, LITERAL_STAR],
);

/** Whether a request can end in this text. */
export function isPossible(universe: Universe, letters: readonly number[]): boolean {
  let state: number | undefined = 0;
  for (const letter of letters) {
    state = universe.step(state, letter);
    if (state === undefined) return false;
  }
  return universe.accepts(state);
}
