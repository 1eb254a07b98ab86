// Appended to the Client.js of Xpra 3.1, whose page stops at an undefined name when it has lost its connection: here it waits
// until something answers at its address, and loads it. The windows are all on the server.
XpraClient.prototype.do_reconnect = function () {
  this.reconnect_in_progress = true;
  this.on_connection_progress('Connection lost', 'It comes back by itself', 0);
  const gatewayStatuses = [502, 504];
  const again = () => setTimeout(look, 1000);
  const look = () =>
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
      ({ status }) => (gatewayStatuses.includes(status) ? again() : location.reload()),
      again,
    );
  again();
};
