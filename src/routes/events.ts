import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { WebsocketHandler } from '@fastify/websocket';
import type { EventFeed } from '../services/event-feed.ts';
import type { Operation } from './operation.ts';
import { refuseWithoutSocket } from './socket-faults.ts';

const operation: Operation = {
  id: 'followEvents',
  tag: 'events',
  summary: 'What changes, as a websocket',
  description:
    'One `snapshot` with all that the lists hold, then each change, as JSON texts with `type` and `seq`: `instance`, `instance_removed`, `server`, `server_removed`, `servers_form`, `queue`, `favourites`, `presets`, `apps`. What they hold are the objects of the other calls. A client for which 4 MiB wait is dropped with close code 4008, and connects again. Asked without the handshake of a websocket it is not found.',
  errors: ['not_found'],
  answers: { 101: { description: 'The websocket is open' } },
};

/** The websocket of changes: one `snapshot`, then what changes. What clients send is ignored. */
export const eventRoutes: FastifyPluginAsyncTypebox<{ feed: EventFeed }> = async (app, { feed }) => {
  const wsHandler: WebsocketHandler = async (socket, request) => {
    let leave = () => {};
    socket.on('close', () => leave());
    try {
      leave = await feed.join(socket);
      if (socket.readyState !== socket.OPEN) leave();
    } catch (error) {
      request.log.error({ err: error }, 'no snapshot could be made');
      socket.close(1011, 'No snapshot could be made; the log of the daemon says why');
    }
  };
  app.route({ method: 'GET', url: '/events', schema: { operation }, handler: refuseWithoutSocket, wsHandler });
};
