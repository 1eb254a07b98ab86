import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { PresetListSchema, PresetParamsSchema, PresetSchema, PutPresetSchema } from '../schemas/preset.ts';
import type { PresetBook } from '../services/form-presets.ts';

const tag = 'presets';
const params = PresetParamsSchema;

/** Values of forms that the user keeps under names, and those sent last. */
export const presetRoutes: FastifyPluginAsyncTypebox<{ presets: PresetBook }> = async (app, { presets }) => {
  app.get(
    '/presets',
    {
      schema: {
        response: { 200: PresetListSchema },
        operation: {
          id: 'listPresets',
          tag,
          summary: 'List the presets',
          description: 'With the values that were sent last with each form.',
        },
      },
    },
    async () => presets.list(),
  );

  app.put(
    '/presets/:target/:name',
    {
      schema: {
        params,
        body: PutPresetSchema,
        response: { 200: PresetSchema },
        operation: {
          id: 'putPreset',
          tag,
          summary: 'Keep values under a name',
          description: 'Replaces those of this name. 64 KiB at most; the values are checked when the form is sent.',
          errors: ['invalid_parameters', 'state_not_writable', 'not_supported'],
        },
      },
    },
    async (request) => presets.put({ ...request.params, values: request.body.values }),
  );

  app.delete(
    '/presets/:target/:name',
    {
      schema: {
        params,
        response: { 204: Type.Null() },
        operation: {
          id: 'removePreset',
          tag,
          summary: 'Remove a preset',
          description: 'Changes nothing where there is none.',
          errors: ['state_not_writable', 'not_supported'],
          answers: { 204: { description: 'It is gone' } },
        },
      },
    },
    async (request, reply) => {
      await presets.remove(request.params.target, request.params.name);
      return reply.code(204).send(null);
    },
  );
};
