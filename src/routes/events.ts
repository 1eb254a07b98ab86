import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { EventFeed } from '../services/event-feed.ts';

/** The websocket of changes: one `snapshot`, then what changes. What clients send is ignored. */
export const eventRoutes: FastifyPluginAsyncTypebox<{ feed: EventFeed }> = async (app, { feed }) => {
  app.get('/events', { websocket: true, schema: { hide: true } }, async (socket, request) => {
    let leave = () => {};
    socket.on('close', () => leave());
    try {
      leave = await feed.join(socket);
      if (socket.readyState !== socket.OPEN) leave();
    } catch (error) {
      request.log.error({ err: error }, 'no snapshot could be made');
      socket.close(1011, 'No snapshot could be made; the log of the daemon says why');
    }
  });
};
