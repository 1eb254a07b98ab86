import Type from 'typebox';

const FieldErrorSchema = Type.Object(
  {
    path: Type.String({ description: 'JSON pointer into the body or the query: "/parameters/iso"' }),
    message: Type.String({ description: 'What is wrong with it, in a sentence' }),
  },
  { description: 'A wrong field' },
);

/** RFC 9457; `code` is one of the error catalogue. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri', description: '"urn:trame-manager:error:" and the code' }),
    title: Type.String({ description: 'The same for every occurrence of the code' }),
    status: Type.Integer({ minimum: 400, maximum: 599, description: 'HTTP status' }),
    detail: Type.String({ description: 'What happened this time, in a sentence' }),
    code: Type.String({ description: 'Stays the same in later versions: for scripts to compare' }),
    hint: Type.Optional(Type.String({ description: 'What can be done about it' })),
    errors: Type.Optional(Type.Array(FieldErrorSchema, { description: 'Which fields are wrong' })),
  },
  { $id: 'Problem', description: 'An error (RFC 9457)' },
);
