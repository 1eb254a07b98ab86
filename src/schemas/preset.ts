import Type from 'typebox';

const Values = Type.Record(Type.String({ maxLength: 200 }), Type.Unknown(), { description: 'As the form sends them' });
const Target = Type.String({
  pattern: '^(server|app:[^/]{1,200})$',
  description: 'The form: "server", or "app:" and the id of an app',
  examples: ['app:cone'],
});

const values = { parameters: { resolution: 48 } };

export const PresetSchema = Type.Object(
  { name: Type.String({ description: 'Given by the user' }), target: Target, values: Values },
  {
    $id: 'Preset',
    description: 'Values of a form, kept under a name',
    examples: [{ name: 'fine', target: 'app:cone', values }],
  },
);

export const PresetListSchema = Type.Object(
  {
    presets: Type.Array(PresetSchema, { description: 'Sorted by form and name' }),
    last: Type.Record(Type.String(), Values, { description: 'What was sent last with each form, by its target' }),
  },
  {
    $id: 'PresetList',
    description: 'What is kept of forms',
    examples: [{ presets: [{ name: 'fine', target: 'app:cone', values }], last: { 'app:cone': values } }],
  },
);

export const PresetParamsSchema = Type.Object({
  target: Target,
  name: Type.String({ maxLength: 300, description: 'Name of a preset', examples: ['fine'] }),
});

export const PutPresetSchema = Type.Object(
  { values: Values },
  { $id: 'PresetRequest', description: 'Values to keep', additionalProperties: false, examples: [{ values }] },
);
