/**
 * RAM wildcards on text: `*` is any run of characters (none, `/` and `:` included), `?` exactly one character, everything
 * else itself; no escapes, both ends anchored. Source: RAM "Policy elements", and its StringLike text.
 *
 * Never through RegExp: `*a` eight times and a `b`, against sixty a's, keep V8 busy for 17 seconds, and patterns come from
 * pull requests. This is the greedy match with one way back: at worst pattern length times text length.
 */
export function globMatch(pattern: string, text: string): boolean {
  return matches(pattern, text, false);
}

/** The same for actions: upper and lower case ASCII letters are equal (RAM: actions are "not case-sensitive"). */
export function globMatchIgnoringCase(pattern: string, text: string): boolean {
  return matches(pattern, text, true);
}

const STAR = 42;
const QUESTION_MARK = 63;

function matches(pattern: string, text: string, ignoresCase: boolean): boolean {
  let at = 0;
  let inText = 0;
  let afterStar = -1;
  let starEndsAt = 0;
  while (inText < text.length) {
    const wanted = at < pattern.length ? pattern.charCodeAt(at) : -1;
    const unit = text.charCodeAt(inText);
    if (wanted === STAR) {
      at += 1;
      afterStar = at;
      starEndsAt = inText;
    } else if (wanted === QUESTION_MARK) {
      at += 1;
      inText += characterLength(text, inText);
    } else if (wanted === unit || (ignoresCase && foldAscii(wanted) === foldAscii(unit))) {
      at += 1;
      inText += 1;
    } else if (afterStar !== -1) {
      // Only the last star needs to grow: an earlier one that took more could reach nothing that this one cannot.
      at = afterStar;
      starEndsAt += characterLength(text, starEndsAt);
      inText = starEndsAt;
    } else {
      return false;
    }
  }
  while (at < pattern.length && pattern.charCodeAt(at) === STAR) at += 1;
  return at === pattern.length;
}

/** A character outside the Basic Multilingual Plane is one for `?`, although JavaScript counts two. */
function characterLength(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

function foldAscii(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}
