/** The text of a comment or issue of ours: the marker alone on the first line, then what there is to say. */
export const markedBody = (marker: string, body: string): string => `${marker}\n${body}`;

/** Whether a text is the one of this marker. Elsewhere than on the first line a marker is somebody's quotation. */
export const hasMarker = (body: string, marker: string): boolean => body.split(/\r?\n/, 1)[0] === marker;

/**
 * Whether two texts say the same: equal but for a `<sub>` footer on the last line, which tells run from run. GitHub trims
 * texts and answers with the line ends that it was given.
 */
export const saysTheSame = (one: string, other: string): boolean => withoutFooter(one) === withoutFooter(other);

const withoutFooter = (body: string): string =>
  body
    .replace(/\r\n?/g, '\n')
    .trim()
    .replace(/\n<sub>[^\n]*$/, '')
    .trimEnd();
