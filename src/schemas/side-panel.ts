import Type from 'typebox';

const name = (description: string) => Type.String({ maxLength: 500, description });

/** What the side panel of jupyterlab-trame-manager 0.6.1 sends and expects; its spellings are its own. */
export const PanelLaunchSchema = Type.Object({
  appName: name('Id or name of the app'),
  // Required although it may be empty: a cancelled dialog of the panel sends the app's name alone.
  name: name('Of the instance'),
  dataDirectory: Type.Optional(Type.String({ maxLength: 4096 })),
});

export const PanelServerSchema = Type.Object({
  name: Type.Optional(name('Of the server')),
  account: Type.Optional(name('')),
  partition: Type.Optional(name('')),
  nodes: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  timeLimit: Type.Optional(name('"02:00:00"')),
});

export const PanelDisconnectSchema = Type.Object({
  appName: name('Id or name of the app'),
  instanceName: name('Of the instance'),
});

export const PanelConnectSchema = Type.Object({
  ...PanelDisconnectSchema.properties,
  serverName: name('Of the ParaView server'),
});
