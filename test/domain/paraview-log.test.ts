import t from 'tap';
import { handshakeFault, hasClientByLog, mayConnect } from '../../src/domain/paraview-log.ts';

t.test('what ParaView 5.11 writes of handshakes that failed is understood', async (t) => {
  // As the app writes it, from a server that answered by each of its codes; then as pvserver does.
  for (const [text, fault] of [
    [' Connection failed during handshake.  The server has a different ParaView version than the client.', 'version'],
    [
      'Connection failed during handshake. vtkSocketCommunicator::GetVersion()\n returns different values on the',
      'version',
    ],
    [
      ' Connection failed during handshake. The server has a different \n connection id than the client.',
      'connection_id',
    ],
    [
      ' Connection failed during handshake.  The server has a different rendering backend from the client.',
      'rendering_backend',
    ],
    [
      'Connection failed during handshake. This is likely because the connection\n was dropped during the handshake.',
      'dropped',
    ],
    ["Client Handshake didn't parse.  The client is likely a different version of ParaView.", 'version'],
    ['Unknown error in handshakes, client and server are likely different versions of ParaView.', 'version'],
    ['Client and server connection ids do not match', 'connection_id'],
    ['Client and server have different rendering backends. Client: "opengl2"', 'rendering_backend'],
    ['Connect failed. Retrying for 59.9996 more seconds.', null],
    ['', null],
  ] as const) {
    t.equal(handshakeFault(text), fault, text.slice(0, 60));
  }
});

t.test('the last word of a log tells whether there is a client', async (t) => {
  const listening = 'Waiting for client...\nConnection URL: cs://n1:11111\nAccepting connection(s): n1:11111\n';
  t.equal(hasClientByLog(listening), null);
  t.equal(hasClientByLog(`${listening}Client connected.\n`), true);
  t.equal(hasClientByLog(`${listening}Client connected.\nsome error\nExiting...\n`), false);
  t.equal(hasClientByLog('A script wrote: Client connected.\n'), null, 'only as a line of its own');
});

t.test('the first two numbers of a version decide', async (t) => {
  t.ok(mayConnect('5.11', '5.11.0'));
  t.ok(mayConnect('5.11.2', '5.11.0'));
  t.notOk(mayConnect('5.11', '5.12.0'));
  t.notOk(mayConnect('5.1', '5.11'));
});
