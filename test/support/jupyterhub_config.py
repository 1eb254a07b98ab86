"""A JupyterHub whose users need not exist on this machine. test/support/jupyter-hub.ts starts it and sets what is read here."""

import json
import os

c = get_config()  # noqa: F821 (JupyterHub gives it)
given = json.loads(os.environ.pop("TEST_HUB"))
# tap watches the Node programs that tests start by it, in a way that the hub's proxy does not stand.
os.environ.pop("NODE_OPTIONS", None)

# Below a path of its own, with upper case: user names are made lower case, the hub's own path is not.
c.JupyterHub.bind_url = f"http://127.0.0.1:{given['port']}{given['basePath']}"
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = given["hubPort"]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['proxyApiPort']}"
c.ConfigurableHTTPProxy.command = given["proxyCommand"]
# Its database, cookie secret and pid files.
c.JupyterHub.db_url = "sqlite:///hub.sqlite"

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = given["password"]
c.Authenticator.allow_all = True

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = given["home"]
c.Spawner.environment = given["environment"]
c.Spawner.args = ["--allow-root"] if os.getuid() == 0 else []
