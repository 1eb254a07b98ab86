import Type from 'typebox';

const Values = Type.Record(Type.String({ maxLength: 200 }), Type.Unknown(), { description: 'As the form sends them' });
const Target = Type.String({
  pattern: '^(server|app:[^/]{1,200})$',
  description: 'The form: "server", or "app:" and the id of an app',
});

export const PresetSchema = Type.Object(
  { name: Type.String(), target: Target, values: Values },
  { $id: 'Preset', description: 'Values of a form, kept under a name' },
);

export const PresetListSchema = Type.Object({
  presets: Type.Array(PresetSchema),
  last: Type.Record(Type.String(), Values, { description: 'What was sent last with each form, by its target' }),
});

export const PresetParamsSchema = Type.Object({ target: Target, name: Type.String({ maxLength: 300 }) });

export const PutPresetSchema = Type.Object({ values: Values }, { additionalProperties: false });
