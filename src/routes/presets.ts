import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { PresetListSchema, PresetParamsSchema, PresetSchema, PutPresetSchema } from '../schemas/preset.ts';
import type { PresetBook } from '../services/form-presets.ts';

const tags = ['presets'];
const params = PresetParamsSchema;

/** Values of forms that the user keeps under names, and those sent last. */
export const presetRoutes: FastifyPluginAsyncTypebox<{ presets: PresetBook }> = async (app, { presets }) => {
  app.get(
    '/presets',
    { schema: { tags, summary: 'List the presets, and the values sent last', response: { 200: PresetListSchema } } },
    async () => presets.list(),
  );

  app.put(
    '/presets/:target/:name',
    {
      schema: {
        tags,
        summary: 'Keep values under a name',
        params,
        body: PutPresetSchema,
        response: { 200: PresetSchema },
      },
    },
    async (request) => presets.put({ ...request.params, values: request.body.values }),
  );

  app.delete(
    '/presets/:target/:name',
    { schema: { tags, summary: 'Remove a preset', params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await presets.remove(request.params.target, request.params.name);
      return reply.code(204).send(null);
    },
  );
};
