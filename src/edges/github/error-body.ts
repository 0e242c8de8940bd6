export interface GraphqlError {
  readonly message: string;
  /** e.g. `FORBIDDEN`; absent for errors of the server itself */
  readonly type: string | undefined;
}

/** The errors of a GraphQL answer, which come with status 200. */
export function graphqlErrors(body: unknown): readonly GraphqlError[] {
  if (typeof body !== 'object' || body === null) return [];
  const { errors } = body as { errors?: unknown };
  return Array.isArray(errors) ? errors.map(oneError) : [];
}

function oneError(error: unknown): GraphqlError {
  const { message, type, extensions } = (error ?? {}) as Record<string, unknown>;
  const code = (extensions as { code?: unknown } | null | undefined)?.code;
  return {
    message: typeof message === 'string' ? message : '',
    type: [type, code].find((text): text is string => typeof text === 'string'),
  };
}

/** GitHub's own words in a REST error: `message`, and of a validation error what is wrong with which field. */
export function messageOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { message, errors } = body as { message?: unknown; errors?: unknown };
  const details = (Array.isArray(errors) ? errors : []).map((error: unknown) => {
    if (typeof error === 'string') return error;
    const { message: text, field, code } = (error ?? {}) as Record<string, unknown>;
    return typeof text === 'string' ? text : [field, code].filter((part) => typeof part === 'string').join(' ');
  });
  return [typeof message === 'string' ? message : '', ...details].filter((part) => part !== '').join(': ');
}
