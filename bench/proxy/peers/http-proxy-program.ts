/** @fastify/http-proxy in a program of its own. Its words: the port to listen on, the target's port. */
import httpProxy from '@fastify/http-proxy';
import { fastify } from 'fastify';

const [port, targetPort] = process.argv.slice(2);
const server = fastify();
server.register(httpProxy, { upstream: `http://127.0.0.1:${targetPort}`, websocket: true });
await server.listen({ port: Number(port), host: '127.0.0.1' });
