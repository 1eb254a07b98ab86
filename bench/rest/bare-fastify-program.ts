/** A process of its own with a Fastify that answers every GET with the JSON that it reads from its standard input. */
import { text } from 'node:stream/consumers';
import fastify from 'fastify';

const app = fastify();
const answer: unknown = JSON.parse(await text(process.stdin));
app.get('/instances', async () => answer);
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
