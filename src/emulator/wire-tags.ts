/** Tags as RAM lists them. */
export const wireTags = (tags: ReadonlyMap<string, string>): { TagKey: string; TagValue: string }[] =>
  [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

/** A filter for lists with a `Tag` parameter: every wanted tag must be there; an empty value means any. */
export const hasTags =
  (wanted: ReadonlyMap<string, string> | undefined) =>
  (row: { readonly tags: ReadonlyMap<string, string> }): boolean =>
    wanted === undefined ||
    [...wanted].every(([key, value]) => row.tags.has(key) && (value === '' || row.tags.get(key) === value));
